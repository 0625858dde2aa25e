"""Verb groups: `has not been paid` taken apart, and put together again in the other voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from augctl.text.english import lists
from augctl.text.english.phrases import Number
from augctl.text.english.sentences import Word, low_at
from augctl.text.english.verbs import form_of, readings

_AGREEING = {
    ("be", "present"): {"I": "am", "one": "is", "many": "are"},
    ("be", "past"): {"I": "was", "one": "was", "many": "were"},
    ("have", "present"): {"I": "have", "one": "has", "many": "have"},
    ("do", "present"): {"I": "do", "one": "does", "many": "do"},
}
_FORMS = {
    "be": {"VB": "be", "VBN": "been", "VBG": "being"},
    "have": {"VB": "have", "VBN": "had", "VBG": "having"},
    "need": {"VB": "need", "VBN": "needed", "VBD": "needed", "VBZ": "needs", "VBP": "need"},
}
_NOT = {"can": "ca", "will": "wo", "shall": "sha"}
_SEMI = {"have": "have to", "need": "need to", "going": "going to", "used": "used to"}


@dataclass(frozen=True)
class Group:
    """A verb with its auxiliaries.

    Attributes:
        lemma: The verb.
        tense: `past`, `present`, or a modal, which then comes first.
        semi: `have to`, `need to`, `going to` or `used to`; mostly empty.
        perfect: Whether it has `have` and a participle.
        progressive: Whether it has `be` and a form in -ing.
        passive: Whether it has `be` and a participle.
        negation: `not`, `n't` or nothing.
        adverbs: Between the auxiliaries, or before the verb.
        seen: The verb as it is written.
        stop: Behind its last word, counted in the words that it was read from.
    """

    lemma: str
    tense: str
    semi: str = ""
    perfect: bool = False
    progressive: bool = False
    passive: bool = False
    negation: str = ""
    adverbs: tuple[str, ...] = ()
    seen: str = ""
    stop: int = 0
    did: bool = False

    def written(self, number: Number, question: bool = False) -> tuple[str, str] | None:
        """Write it, for a subject of some number.

        Returns:
            The first word, with its negation where that is `n't`, and the others: a subject can
            stand between the two. None where it depends on a number that is not known.
        """
        chain = self._chain()
        if len(chain) == 1 and (question or self.negation):
            chain.insert(0, "do")
        if chain[0] in ("have to", "need to") and (question or self.negation):
            chain.insert(0, "do")
        first = self._first(chain[0], number)
        if first is None:
            return None
        rest = [self._form(chain, i) for i in range(1, len(chain))]
        if self.semi and chain[0] == self.semi:
            rest.insert(0, "to")
        if self.negation == "n't":
            if first == "am" or (first in ("may", "might") and not question):
                rest.insert(0, "not")
            else:
                first = _NOT.get(first, first) + "n't"
        elif self.negation:
            rest.insert(0, "not")
        if len(chain) == 1:
            return " ".join([*self.adverbs, first]), ""
        place = 1 if self.negation == "not" or (rest and rest[0] == "not") else 0
        rest[place:place] = self.adverbs
        return first, " ".join(rest)

    def _chain(self) -> list[str]:
        chain = []
        if self.tense not in ("past", "present"):
            chain.append(self.tense)
        if self.semi == "going to":
            chain += ["be", "going to"]
        elif self.semi:
            chain.append(self.semi)
        if self.perfect:
            chain.append("have")
        if self.progressive:
            chain.append("be")
        if self.passive:
            chain.append("be")
        return [*chain, self.lemma]

    def _first(self, verb: str, number: Number) -> str | None:
        """Return the finite verb."""
        if verb == self.tense:
            return verb
        base = verb.removesuffix(" to")
        if verb == "used to":
            return "used"
        if base in ("be", "have", "do") and verb != self.lemma:
            if self.tense == "past" and base != "be":
                return "had" if base == "have" else "did"
            return _AGREEING[base, self.tense].get(number)
        if self.tense == "present" and not number:
            return None
        tag = "VBD" if self.tense == "past" else "VBZ" if number == "one" else "VBP"
        return _form(base, tag, self.seen)

    def _form(self, chain: Sequence[str], i: int) -> str:
        """Return a verb of the chain in the form that the one before it asks for."""
        before, verb = chain[i - 1], chain[i]
        if verb == "going to":
            return "going to"
        last = i == len(chain) - 1
        if before == "have":
            tag = "VBN"
        elif before == "be":
            tag = "VBN" if last and self.passive else "VBG"
        else:
            tag = "VB"
        base = verb.removesuffix(" to") if not last else verb
        return _form(base, tag, self.seen) + (" to" if verb.endswith(" to") and not last else "")


def _form(base: str, tag: str, seen: str) -> str:
    return _FORMS.get(base, {}).get(tag) or form_of(base, tag, seen)


def group_at(words: Sequence[Word], number: Number) -> Group | None:
    """Read the verb group that some words begin with.

    Args:
        words: Where it begins, and what follows; of a question, its auxiliary and what follows the
            subject.
        number: The subject's.

    Returns:
        The group; None where there is none, it is not clear, or not one that can be turned.
    """
    group = Group("", "")
    expects = {"VBD", "VBZ", "VBP"}
    at = 0
    while at < len(words):
        low = words[at].low
        if low in ("not", "n't"):
            # "I still do not see it": not is in the scope of the adverb.
            if not group.tense or group.negation or group.adverbs:
                return None
            group = replace(group, negation=low)
        elif low in lists.MIDDLE and expects != {"VBG", "going"}:
            group = replace(group, adverbs=(*group.adverbs, words[at].text))
        else:
            step = _auxiliary(words, at, group, expects, number)
            if step is None:
                return _main(words, at, group, expects, number)
            group, expects, taken = step
            at += taken
            continue
        at += 1
    return None


def _auxiliary(
    words: Sequence[Word], at: int, group: Group, expects: set[str], number: Number
) -> tuple[Group, set[str], int] | None:
    """Take an auxiliary; None where the word is none, or is the verb itself."""
    low = words[at].low
    after = low_at(words, at + 1)
    first = not group.tense
    if first and low in lists.MODALS | {"'ll"}:
        return replace(group, tense="will" if low == "'ll" else low), {"VB"}, 1
    if first and low in lists.DO:
        return replace(group, tense=lists.DO[low], did=True), {"VB"}, 1
    if first and low in ("'s", "'d"):
        return _contracted(words, at, group)
    if low in ("have", "has", "had", "need", "needs", "needed") and after == "to":
        if (not first and expects != {"VB"}) or group.semi:
            return None
        base = "need" if low.startswith("need") else "have"
        tense = group.tense or ("past" if low in ("had", "needed") else "present")
        return replace(group, tense=tense, semi=f"{base} to"), {"VB"}, 2
    if low == "used" and after == "to" and first:
        return replace(group, tense="past", semi="used to"), {"VB"}, 2
    if low == "going" and after == "to" and "VBG" in expects and not group.semi:
        if group.perfect or group.tense in lists.MODALS:
            return None
        return replace(group, semi="going to"), {"VB"}, 2
    if low in lists.HAVE and (first or "VB" in expects) and not group.did:
        tense = group.tense or lists.HAVE[low]
        return (replace(group, tense=tense, perfect=True), {"VBN"}, 1) if tense else None
    if low in lists.BE and (first or expects & {"VB", "VBN"}) and not group.passive:
        return _be(low, group, expects)
    if low == "being" and "VBG" in expects and not group.progressive:
        return replace(group, progressive=True, passive=True), {"VBN"}, 1
    return None


def _be(low: str, group: Group, expects: set[str]) -> tuple[Group, set[str], int] | None:
    tense = group.tense or lists.BE[low]
    fits = not group.tense or (low == "be" and "VB" in expects)
    fits = fits or (low == "been" and "VBN" in expects)
    if not tense or not fits or group.did:
        return None
    return replace(group, tense=tense), {"VBG", "VBN be"}, 1


def _contracted(words: Sequence[Word], at: int, group: Group) -> tuple[Group, set[str], int] | None:
    """Take `'s` and `'d` for what the verb behind them makes of them."""
    rest = [
        word for word in words[at + 1 : at + 4] if word.low not in lists.MIDDLE | {"not", "n't"}
    ]
    if not rest:
        return None
    low, tags = rest[0].low, {tag for _, tag in readings(rest[0].low)}
    if words[at].low == "'s":
        if "VBG" in tags or low == "going":
            return replace(group, tense="present"), {"VBG", "VBN be"}, 1
        # "She's paid" has paid, or is paid.
        if low == "been":
            return replace(group, tense="present", perfect=True), {"VBN"}, 1
        return None
    if low == "been" or ("VBN" in tags and "VB" not in tags):
        return replace(group, tense="past", perfect=True), {"VBN"}, 1
    if low in ("be", "have") or ("VB" in tags and "VBN" not in tags):
        return replace(group, tense="would"), {"VB"}, 1
    return None


def _main(
    words: Sequence[Word], at: int, group: Group, expects: set[str], number: Number
) -> Group | None:
    """Take the verb itself."""
    low = words[at].low
    found = {(lemma, tag) for lemma, tag in readings(low)}
    wanted = {"VBN" if tag == "VBN be" else tag for tag in expects}
    fits = sorted((lemma, tag) for lemma, tag in found if tag in wanted)
    if not group.tense:
        # A verb agrees with its subject; "I put" may be past or present.
        present = "VBZ" if number == "one" else "VBP"
        fits = [(lemma, tag) for lemma, tag in fits if tag in ("VBD", present)]
        if words[at].tag in ("NN", "NNS", "NNP", "JJ") and not _is_followed(words, at):
            return None
    if len({lemma for lemma, _ in fits}) != 1 or len({tag for _, tag in fits}) != 1:
        return None
    ((lemma, tag),) = set(fits)
    group = replace(group, lemma=lemma, seen=low, stop=at + 1)
    if tag == "VBN" and "VBN be" in expects:
        return replace(group, passive=True)
    if tag == "VBG":
        return replace(group, progressive=True)
    return group if group.tense else replace(group, tense="past" if tag == "VBD" else "present")


def _is_followed(words: Sequence[Word], at: int) -> bool:
    """Say whether what follows makes a verb of a word that a tagger took for a noun."""
    after = low_at(words, at + 1)
    names = at + 1 < len(words) and words[at + 1].tag == "NNP"
    return names or after in lists.DETERMINERS | lists.OBJECTS | lists.SOMEONE
