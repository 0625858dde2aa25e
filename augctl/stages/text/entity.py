"""Work on what a text names, by a knowledge graph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from numpy.random import Generator
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from augctl.documents.near import nearest
from augctl.errors import UsageError
from augctl.params import File, Range, Share, constant
from augctl.stages.base import Neighbors
from augctl.stages.rows import State
from augctl.stages.text._graph import Graph
from augctl.stages.texts import TextStage
from augctl.tables.table import Training
from augctl.text.articles import article_for
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.graph import Fact, entities_of, read_facts
from augctl.text.knowledge import (
    Knowledge,
    is_chinese,
    kept,
    restored,
    vectors_of,
)
from augctl.text.mentions import Linker, Mention, folded
from augctl.text.passage import Passage
from augctl.text.sentences import gap_behind
from augctl.text.shares import count_of

_ARTICLE = re.compile(r"(?<![\w'’-])(an?) $", re.IGNORECASE)


_FACT, _CHINESE_FACT = " ({relation} {tail})", "（{relation}：{tail}）"


class Entity(TextStage):
    """Replace what a text names by another of its kind, or say what is known of it.

    Use for texts with names in them, of which there are too few: cities, products, persons. What is
    marked, such as names to be found, is replaced whole and keeps its label. Not where the very
    name is the class.
    A name is found as the graph writes it, the longest first: whole words, in capitals, too; in
    Chinese not across the words that jieba cuts. Left alone are names of one character, those that
    several things have, parts of a longer name (`Paris Hilton`), names that stand in such a place
    elsewhere in the text, and one beside another that it has a fact with (`Paris in France`). Two
    mentions of one thing are replaced by the same other, which is not in the text yet and has a
    name in the same script. `a` and `an` follow.

    A graph is a file, or facts in the recipe: `[[Paris, type, city], [Oslo, type, city], [Paris,
    alias, City of Light], [Paris, capital of, France]]`. A file is .csv or .tsv with the columns
    head, relation, tail and maybe head_type, tail_type, or .jsonl with objects of these keys.
    Where a head is an id, `name` says how it is written. In a graph without types, what stands on
    the same side of the same relation is of a kind.

    References:
        Dai, Adel, 2020: An Analysis of Simple Data Augmentation for Named Entity Recognition.
    """

    example: ClassVar[dict[str, Any]] = {
        "graph": [
            ["Paris", "type", "city"],
            ["Oslo", "type", "city"],
            ["Oslo", "capital of", "Norway"],
        ]
    }

    graph: Graph
    """What is known."""

    mode: Literal["replace", "add_fact"] = "replace"
    """Put another in its place, or add what is known of it: `Oslo (capital of Norway)`."""

    share: Range[Share] = constant(1)
    """Share of the things named in a text that are touched, at least one."""

    types: tuple[str, ...] = ()
    """The types that are touched; by default all."""

    same_relation: bool = False
    """Whether the other must also stand on the same side of a relation, such as `capital of`."""

    match_case: bool = True
    """Whether a name must have its capitals; without, `paris` is Paris, and `us` the US."""

    vectors: File | None = None
    """A file with a vector of each entity, as GloVe and word2vec write it, `New_York 0.1 -0.2`: the
    other is one of the nearest by cosine."""

    neighbors: Neighbors = 5
    """With `vectors`: how many nearest ones the other is drawn of."""

    templates: Mapping[str, str] = {}
    """For `add_fact`: what is written for a relation, with `{tail}` and maybe `{relation}` or
    `{head}`. With `{head}`, it is a sentence behind the text; else it follows the name, as
    ` ({relation} {tail})` does by default."""

    @field_validator("templates")
    @classmethod
    def _has_tail(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        for relation, template in given.items():
            if "{tail}" not in template:
                raise PydanticCustomError(
                    "template",
                    "templates with {tail}; that of {relation} is without",
                    {"relation": relation},
                )
        return given

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Read the graph, and the vectors.

        Raises:
            UsageError: A file is broken; with the number of the line. Or a type is not in it.
        """
        given = self.graph
        facts = read_facts(given) if isinstance(given, Path) else [Fact(*each) for each in given]
        entities = entities_of(facts)
        known = sorted({kind for entity in entities for kind in entity.kinds})
        for kind in self.types:
            if kind not in known:
                near = nearest(kind, known)
                meant = f" Did you mean {near!r}?" if near else ""
                raise UsageError(
                    f"The graph has no entity of the type {kind!r}.{meant}",
                    f"It has {', '.join(known[:20]) or 'no types'}.",
                )
        state = kept(entities)
        if self.vectors is not None:
            state["vectors"] = vectors_of(entities, self.vectors)
        return state

    def ready(self, state: State) -> State:
        """Prepare names to be found."""
        entities = restored(state)
        names = [(name, i) for i, entity in enumerate(entities) for name in entity.names]
        return {
            **state,
            "knowledge": Knowledge(entities, state.get("vectors"), self.neighbors),
            "linker": Linker(names, match_case=self.match_case),
        }

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw which things are touched, and how."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        knowledge: Knowledge = state["knowledge"]
        named: dict[int, list[Mention]] = {}
        for mention in state["linker"].mentions(passage):
            named.setdefault(mention.named, []).append(mention)
        some = [number for number in named if self._wanted(number, knowledge)]
        if not some:
            return "no name that is known"
        count = count_of(share, len(some))
        if len(some) > 1:
            some = dice.shuffled(some)
        if self.mode == "replace":
            return self._replace(passage, named, some, count, dice, knowledge)
        return self._add(passage, named, some, count, dice, knowledge)

    def _wanted(self, number: int, knowledge: Knowledge) -> bool:
        kinds = knowledge.entities[number].kinds
        return not self.types or any(kind in self.types for kind in kinds)

    def _replace(
        self,
        passage: Passage,
        named: Mapping[int, Sequence[Mention]],
        some: Sequence[int],
        count: int,
        dice: Dice,
        knowledge: Knowledge,
    ) -> list[Edit] | str:
        text, taken = passage.text, set(named)
        edits: list[Edit] = []
        for number in some:
            if any(knowledge.related(number, other) for other in named if other != number):
                continue
            if _stays_somewhere(text, named[number]):
                continue
            said = [text[mention.start : mention.stop] for mention in named[number]]
            other = knowledge.other(number, said, taken, self.same_relation, dice)
            if other is None:
                continue
            taken.add(other)
            for mention, word in zip(named[number], said, strict=True):
                new = knowledge.written(other, word, number)
                edits += [*_article(text, mention.start, new), (mention.start, mention.stop, new)]
            count -= 1
            if not count:
                break
        edits.sort()
        return edits or "no other that fits"

    def _add(
        self,
        passage: Passage,
        named: Mapping[int, Sequence[Mention]],
        some: Sequence[int],
        count: int,
        dice: Dice,
        knowledge: Knowledge,
    ) -> list[Edit] | str:
        text = passage.text
        edits: list[Edit] = []
        behind = ""
        for number in some:
            first = named[number][0]
            said, next_ = text[first.start : first.stop], text[first.stop : first.stop + 1]
            chinese, low = is_chinese(said), folded(text)
            facts = [
                (relation, name)
                for relation, tail, name in knowledge.facts(number, said)
                if tail not in named and folded(name) not in low
            ]
            if not facts:
                continue
            relation, tail = dice.choose(facts)
            template = self.templates.get(relation, _CHINESE_FACT if chinese else _FACT)
            filled = _filled(template, said, relation, tail)
            if "{head}" in template:
                behind += gap_behind(text + behind) + filled
            elif (next_ and next_ in "'’-(（") or _in_brackets(text, first.start):
                continue  # it would part what belongs together, or something is told already
            else:
                edits.append((first.stop, first.stop, filled))
            count -= 1
            if not count:
                break
        edits.sort()
        if behind:
            edits.append((len(text), len(text), behind))
        return edits or "no fact to add"


def _stays_somewhere(text: str, mentions: Sequence[Mention]) -> bool:
    """Say whether a name is also in the text where it is not to be replaced, as in a longer one."""
    places = [(mention.start, mention.stop) for mention in mentions]
    for said in sorted({text[start:stop] for start, stop in places}):
        for found in re.finditer(re.escape(said), text, re.IGNORECASE):
            start, stop = found.span()
            beside = text[start - 1 : start] + text[stop : stop + 1]
            part = said.isascii() and any(sign.isascii() and sign.isalnum() for sign in beside)
            if not part and not any(a <= start and stop <= b for a, b in places):
                return True
    return False


def _article(text: str, start: int, new: str) -> list[Edit]:
    """Return the edit that makes `a` or `an` before a name fit another."""
    found = _ARTICLE.search(text, max(0, start - 4), start)
    if found is None:
        return []
    right = article_for(found[1], new)
    return [] if right == found[1] else [(found.start(1), found.end(1), right)]


def _in_brackets(text: str, at: int) -> bool:
    """Say whether a place is between brackets."""
    before = text[:at]
    return len(re.findall("[(（]", before)) > len(re.findall("[)）]", before))


def _filled(template: str, head: str, relation: str, tail: str) -> str:
    words = {"{head}": head, "{relation}": relation.replace("_", " "), "{tail}": tail}
    return re.sub(r"\{(?:head|relation|tail)\}", lambda found: words[found[0]], template)
