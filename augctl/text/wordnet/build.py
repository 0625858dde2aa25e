"""Builds the table again from a folder of WordNet 3.0: `python -m augctl.text.wordnet.build DIR`.

The folder is that of Debian's package wordnet-base: /usr/share/wordnet.

Two words of one synset often cannot stand for each other, since most readers take at least one of
them for something else. So a synonym is kept where the synset is what the word mostly means in that
part of speech, and what the synonym mostly means at all, by counts in a corpus that was tagged with
senses; and where the synonym is not rare beside the word. What is wrong even so is struck out by
hand, and what is missing kept: struck.txt, kept.txt. added.txt and tied.txt are of our own.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

PARTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_PART_OF_DIGIT = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}

OF_WORD = 0.55
"""Least share of the uses of a word, in a part of speech, that a synset must have."""

OF_SYNONYM = 0.45
"""Least share of the uses of a synonym, in any part of speech."""

OF_PART = 0.1
"""Least share of the uses of a word that a part of speech must have."""

COMMON = 1
"""Uses of a word in the corpus, from which on a synonym must have been used there, too."""

_HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z]{3,}")
_PAIR = re.compile(r"[a-z]{2,}_[a-z]{2,}")

# Words of grammar, and verbs that mean too much to mean anything by themselves. Numbers have no
# synonyms, and -ish means something else.
_LEFT_OUT_WORDS = """
    the and that this these those with from for into onto not nor yet any all each every some
    both either neither one two three four five six seven eight nine ten eleven twelve dozen twenty
    thirty forty fifty sixty seventy eighty ninety hundred thousand million billion first third
    fourth fifth sixth seventh eighth ninth tenth zero score be am is are was were been have has had
    can could will would shall should may might must ought need dare get got make made let put set
    take give come see say tell know think want like seem keep run turn hold call who whom whose
    which what when where why how there here then than thus just too very much many more most less
    least few own same such other another else only also even still ever never always now again
    please okay yes person people thing man way time well out off over under above below down away
    back around along across through between among against without within upon per about before
    after since until while because though although unless whether because its his her our their
    your him them they she you mine yours hers ours theirs someone somebody anyone anybody something
    anything nothing nobody ass fuck shit bitch cunt dick whore slut damn piss crap fag faggot
    """
_LEFT_OUT = frozenset(_LEFT_OUT_WORDS.split())


class _Net:
    """What the folder says: senses of each word and part of speech, words of each synset."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[tuple[str, str], list[str]] = {}
        self.members: dict[tuple[str, str], list[str]] = {}
        counts: dict[tuple[str, str, int], int] = {}
        for key, number, count in _rows(folder / "cntlist.rev"):
            lemma, _, rest = key.partition("%")
            counts[lemma, _PART_OF_DIGIT[rest[0]], int(number)] = int(count)
        for part, name in PARTS.items():
            for row in _rows(folder / f"index.{name}"):
                self.senses[row[0], part] = row[6 + int(row[3]) :]
            for row in _rows(folder / f"data.{name}"):
                words = row[4 : 4 + 2 * int(row[3], 16) : 2]
                self.members[part, row[0]] = [word.partition("(")[0] for word in words]
        self.uses: dict[str, int] = defaultdict(int)
        for (lemma, _, _), uses in counts.items():
            self.uses[lemma] += uses
        # What was never tagged is not impossible: later senses are rarer.
        self.weights = {
            (lemma, part): {
                synset: counts.get((lemma, part, i), 0) + 0.5 / i
                for i, synset in enumerate(synsets, 1)
            }
            for (lemma, part), synsets in self.senses.items()
        }

    def parts(self, word: str) -> dict[str, float]:
        """Return the parts of speech of a word, and how much each is used."""
        return {p: sum(self.weights[word, p].values()) for p in PARTS if (word, p) in self.weights}

    def synonyms(self, word: str, part: str) -> list[str]:
        """Return what may stand for a word, the most used first."""
        parts = self.parts(word)
        if parts[part] < OF_PART * sum(parts.values()):
            return []
        found: set[str] = set()
        for synset, weight in self.weights[word, part].items():
            if weight >= OF_WORD * parts[part]:
                found.update(self._fit(word, part, synset))
        return sorted(found, key=lambda other: (-self.uses.get(other, 0), other))

    def _fit(self, word: str, part: str, synset: str) -> Iterator[str]:
        for other in self.members[part, synset]:
            if other == word or not _WORD.fullmatch(other) or other in _LEFT_OUT:
                continue
            if self.weights[other, part][synset] < OF_SYNONYM * sum(self.parts(other).values()):
                continue
            if self.uses.get(word, 0) >= COMMON and not self.uses.get(other, 0):
                continue
            # Killing is what one does, a kill is what one gets.
            if (part == "n" and other.endswith("ing")) or other.endswith("ish"):
                continue
            yield other


def table_of(folder: Path) -> str:
    """Return the lines of the table."""
    net = _Net(folder)
    words, pairs = _struck()
    added = _kept(net)
    synonyms: dict[tuple[str, str], list[str]] = {}
    for word, part in net.senses:
        if not _WORD.fullmatch(word) or word in _LEFT_OUT or (part, word) in words:
            continue
        kept = [
            other
            for other in net.synonyms(word, part)
            if (part, other) not in words and (part, word, other) not in pairs
        ]
        kept += [other for other in added.get((part, word), ()) if other not in kept]
        if kept:
            synonyms[word, part] = kept
    lines = [
        _line(word, net, synonyms)
        for word in sorted({word for word, _ in net.senses if _WORD.fullmatch(word)})
    ]
    known = {word for word, _ in synonyms}
    phrases = {
        tuple(name.split("_")) for ws in net.members.values() for name in ws if _is_pair(name)
    }
    tied = {f"{a} {b}\n" for a, b in phrases if a in known or b in known}
    tied |= {" ".join(row) + "\n" for row in _rows(_HERE / "tied.txt")}
    return "".join([*filter(None, lines), *sorted(tied)])


def _line(word: str, net: _Net, synonyms: dict[tuple[str, str], list[str]]) -> str:
    """Write a word; nothing where neither its synonyms nor its parts of speech matter."""
    fields = [
        " ".join([f"{part}{round(2 * weight)}", *synonyms.get((word, part), ())])
        for part, weight in net.parts(word).items()
    ]
    matters = net.uses.get(word, 0) > 0 or any((word, part) in synonyms for part in PARTS)
    return "\t".join([word, *fields]) + "\n" if matters else ""


def _is_pair(name: str) -> bool:
    # `Buy it` means to die, but hardly ever.
    return _PAIR.fullmatch(name) is not None and not name.endswith("_it")


def _struck() -> tuple[set[tuple[str, str]], set[tuple[str, str, str]]]:
    """Read what is struck out by hand: words, and pairs in both directions."""
    words: set[tuple[str, str]] = set()
    pairs: set[tuple[str, str, str]] = set()
    for part, word, *others in _rows(_HERE / "struck.txt"):
        if not others:
            words.add((part, word))
        for other in others:
            pairs |= {(part, word, other), (part, other, word)}
    return words, pairs


def _kept(net: _Net) -> dict[tuple[str, str], list[str]]:
    """Read what is kept by hand, and what is added to WordNet."""
    found: dict[tuple[str, str], list[str]] = {}
    for part, word, *others in _rows(_HERE / "kept.txt"):
        for other in others:
            if not set(net.senses[word, part]) & set(net.senses[other, part]):
                raise ValueError(f"kept.txt: {word} and {other} have no synset in common")
        found[part, word] = others
    for part, word, *others in _rows(_HERE / "added.txt"):
        found[part, word] = [*found.get((part, word), ()), *others]
    return found


def _rows(file: Path) -> Iterator[list[str]]:
    """Walk the lines of a file, cut at spaces, without its comments and glosses."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith((" ", "#")):
                yield line.partition(" | ")[0].split()


def main(arguments: Iterable[str] = sys.argv[1:]) -> None:
    """Write the table from a folder."""
    (folder,) = arguments
    data = gzip.compress(table_of(Path(folder)).encode("ascii"), mtime=0)
    (_HERE / "table.gz").write_bytes(data)


if __name__ == "__main__":
    main()
