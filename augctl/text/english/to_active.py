"""From passive to active: `the bill was paid by Ann` to `Ann paid the bill`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from augctl.text.english import lists
from augctl.text.english.capitals import is_capital
from augctl.text.english.clauses import agent_obstacle
from augctl.text.english.phrases import Phrase, phrase_at
from augctl.text.english.sentences import Word
from augctl.text.english.times import time_at
from augctl.text.english.verbs import frames
from augctl.text.english.voice import Clause, clause_at, doubt, part
from augctl.text.rearranged import Kept, Piece, Turned


def to_active(words: Sequence[Word], at: int) -> Turned | str | None:
    """Turn the clause that begins at a word.

    Returns:
        What takes its place; or why it is left alone; None where there is no passive with `by`.
    """
    clause = clause_at(words, at)
    if clause is None or not clause.group.passive:
        return None
    frame = frames()[clause.group.lemma]
    by = next((i for i in range(clause.stop, len(words)) if words[i].low == "by"), 0)
    if not by:
        return None
    middle, between = clause.stop, ""
    if words[middle].low in frame.before | frame.particles and phrase_at(words, middle + 1) is None:
        between = words[middle].text
        middle += 1
    agent = phrase_at(words, by + 1)
    if agent is None:
        return None
    why = (
        _no_agent(words, agent)
        or _between(words, middle, by, agent, frame.double)
        or _doubt(words, clause, agent)
        or agent_obstacle(words, agent.stop)
    )
    if why:
        return why
    return _turned(words, clause, agent, between, (middle, by))


def _no_agent(words: Sequence[Word], agent: Phrase) -> str:
    """Say why what follows `by` may not be who did it; empty where it is."""
    word, head = words[agent.start], words[agent.head]
    if time_at(words, agent.start) or head.low in lists.NO_AGENTS or head.fixed or head.tag == "CD":
        return "what follows 'by' may say when or how"
    bare = word.low not in lists.DETERMINERS and agent.number != "many"
    if agent.kind == "noun" and bare and not agent.definite:
        return "what follows 'by' may say when or how"
    return ""


def _between(words: Sequence[Word], at: int, by: int, agent: Phrase, double: bool) -> str:
    """Say why what stands between verb and `by` cannot follow the object; empty where it can."""
    second = phrase_at(words, at) if double and not time_at(words, at) else None
    if second is not None and second.stop == by:
        return ""
    is_sure = agent.kind != "noun" or words[agent.head].low in lists.PEOPLE
    while at < by:
        low = words[at].low
        if stop := time_at(words, at):
            at = stop
        elif words[at].tag == "RB" or low in lists.ADVERBS:
            at += 1
        elif low in lists.PREPOSITIONS and (inner := phrase_at(words, at + 1)) and is_sure:
            at = inner.stop
        else:
            return "it is not clear what 'by' belongs to"
    return "" if at == by else "it is not clear what 'by' belongs to"


def _doubt(words: Sequence[Word], clause: Clause, agent: Phrase) -> str:
    lows = {word.low for word in words[agent.start : agent.stop]}
    if (
        agent.kind != "pronoun"
        and lows & lists.THEIRS
        and words[clause.subject.start].low not in ("i", "you", "we")
    ):
        return "its agent points back to its subject"
    if words[agent.start].low in lists.SUBJECTS - lists.OBJECTS:
        return "what follows 'by' is a subject"
    return doubt(words, clause.subject, agent, clause.group)


def _turned(
    words: Sequence[Word], clause: Clause, agent: Phrase, between: str, middle: tuple[int, int]
) -> Turned | str:
    group = replace(clause.group, passive=False)
    verbs = group.written(agent.number, clause.asks)
    if verbs is None:
        return "it is not clear how many its agent names"
    first, rest = verbs
    capital = is_capital(words, clause.start)
    subject = part(words, agent, capital and not clause.asks, lists.SUBJECTIVE)
    found = part(words, clause.subject, False, lists.OBJECTIVE)
    if subject is None or found is None:
        return "it is not clear whether its first word is a name"
    behind: list[Piece] = [f" {rest}"] if rest else []
    if not between:
        behind += [" ", *found]
    elif clause.subject.kind == "pronoun" and between in frames()[group.lemma].particles:
        behind += [" ", *found, f" {between}"]
    else:
        behind += [f" {between} ", *found]
    if middle[0] < middle[1]:
        behind += [" ", Kept(words[middle[0]].start, words[middle[1] - 1].stop)]
    if clause.asks:
        pieces = [first[0].upper() + first[1:] if capital else first, " ", *subject, *behind]
    else:
        pieces = [*subject, " ", first, *behind]
    return Turned(words[clause.start].start, words[agent.stop - 1].stop, pieces)
