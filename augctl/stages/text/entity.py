"""Work on what a text names, by a knowledge graph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from numpy.random import Generator
from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from augctl.documents.near import nearest
from augctl.errors import UsageError
from augctl.params import File, Range, Share, constant
from augctl.stages.base import Neighbors
from augctl.stages.rows import State
from augctl.stages.text._graph import Graph
from augctl.stages.text._idle import refuse_idle
from augctl.stages.text._words import training_words
from augctl.stages.texts import TextStage
from augctl.tables.table import Training
from augctl.text.articles import article_edit
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.gaps import gap_behind
from augctl.text.graph import Fact, entities_of, read_facts
from augctl.text.knowledge import (
    Knowledge,
    is_chinese,
    kept,
    restored,
    shared_names,
    vectors_of,
)
from augctl.text.mentions import Linker, Mention, folded
from augctl.text.passage import Passage
from augctl.text.senses import Senses
from augctl.text.shares import count_of

_FACT, _CHINESE_FACT = " ({relation} {tail})", "（{relation}：{tail}）"

_NOTHING = {"replace": "no other that fits", "add_fact": "no fact to add"}


@dataclass(slots=True)
class _Work:
    """A text at work.

    Attributes:
        passage: The text.
        mentions: Every name in it that is known.
        named: What it names, and where.
        knowledge: What is known.
        dice: Its draws.
        taken: What may not come: it is in the text, or has come.
        edits: What is done to it.
        behind: What comes behind it.
    """

    passage: Passage
    mentions: Sequence[Mention]
    named: Mapping[int, Sequence[Mention]]
    knowledge: Knowledge
    dice: Dice
    taken: set[int]
    edits: list[Edit] = field(default_factory=list)
    behind: str = ""


class Entity(TextStage):
    """Replace what a text names by another of its kind, or say what is known of it.

    Use for texts with names in them, of which there are too few: cities, products, persons. What is
    marked, such as names to be found, is replaced whole and keeps its label. Not where the very
    name is the class.
    A name is found as the graph writes it, the longest first: whole words, in capitals, too; in
    Chinese not across the words that jieba cuts. Left alone are names of one character, parts of a
    longer name (`Paris Hilton`), names that stand in such a place elsewhere in the text, and one
    beside another that it has a fact with (`Paris in France`); and names that several things have,
    unless `vectors` tell by the other words of the text which is meant. Two mentions of one thing
    are replaced by the same other, which is not in the text yet and has a name in the same script.
    `a` and `an` follow.

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
    other is one of the nearest by cosine. Where words have vectors, too, a name that several
    entities have is that of the one nearest to the mean of the other words of the text."""

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

    @model_validator(mode="after")
    def _no_idle_parameter(self) -> Entity:
        if self.vectors is None:
            refuse_idle(self, ("neighbors",), "vectors")
        if self.mode == "replace":
            refuse_idle(self, ("templates",), "mode: add_fact")
        else:
            refuse_idle(self, ("same_relation",), "mode: replace")
        return self

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
            context = training_words(training) if shared_names(entities) else set()
            state |= vectors_of(entities, context, self.vectors)
        return state

    def ready(self, state: State) -> State:
        """Prepare names to be found."""
        entities = restored(state)
        names = [(name, i) for i, entity in enumerate(entities) for name in entity.names]
        return {
            **state,
            "knowledge": Knowledge(entities, state.get("vectors"), self.neighbors),
            "linker": Linker(names, match_case=self.match_case),
            "senses": Senses(state),
        }

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw which things are touched, and how."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        mentions = state["linker"].mentions(passage)
        named = state["senses"].linked(passage, mentions)
        work = _Work(passage, mentions, named, state["knowledge"], dice, set(named))
        some = [number for number in named if self._wanted(number, work.knowledge)]
        if not some:
            return "no name that is known"
        count = count_of(share, len(some))
        touch = self._replace if self.mode == "replace" else self._tell
        for number in dice.shuffled(some):
            if touch(number, work):
                count -= 1
                if not count:
                    break
        work.edits.sort()
        if work.behind:
            work.edits.append((len(passage.text), len(passage.text), work.behind))
        return work.edits or _NOTHING[self.mode]

    def _wanted(self, number: int, knowledge: Knowledge) -> bool:
        kinds = knowledge.entities[number].kinds
        return not self.types or any(kind in self.types for kind in kinds)

    def _replace(self, number: int, work: _Work) -> bool:
        """Put another in the place of a thing, and say whether there is one."""
        text, mentions, knowledge = work.passage.text, work.named[number], work.knowledge
        if any(knowledge.related(number, other) for other in work.named if other != number):
            return False
        if _stays_somewhere(text, mentions):
            return False
        said = [text[mention.start : mention.stop] for mention in mentions]
        other = knowledge.other(number, said, work.taken, self.same_relation, work.dice)
        if other is None:
            return False
        edits: list[Edit] = []
        for mention, word in zip(mentions, said, strict=True):
            new = knowledge.written(other, word, number)
            article = article_edit(text, mention.start, new)
            # That of `Vitamin A cream` is a part of a name.
            if article and not any(m.start < article[1] <= m.stop for m in work.mentions):
                if article[:2] not in work.passage.words:
                    return False  # it is marked, or in what no stage may touch
                edits.append(article)
            edits.append((mention.start, mention.stop, new))
        work.edits += edits
        work.taken.add(other)
        return True

    def _tell(self, number: int, work: _Work) -> bool:
        """Add something that is known of a thing, and say whether there is anything."""
        text, first = work.passage.text, work.named[number][0]
        said, next_ = text[first.start : first.stop], text[first.stop : first.stop + 1]
        low = folded(text)
        facts = [
            (relation, name)
            for relation, tail, name in work.knowledge.facts(number, said)
            if tail not in work.named and folded(name) not in low
        ]
        if not facts:
            return False
        relation, tail = work.dice.choose(facts)
        template = self.templates.get(relation, _CHINESE_FACT if is_chinese(said) else _FACT)
        filled = _filled(template, said, relation, tail)
        if "{head}" in template:
            work.behind += gap_behind(text + work.behind) + filled
        elif (next_ and next_ in "'’-(（") or _in_brackets(text, first.start):
            return False  # it would part what belongs together, or something is told already
        else:
            work.edits.append((first.stop, first.stop, filled))
        return True


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


def _in_brackets(text: str, at: int) -> bool:
    """Say whether a place is between brackets."""
    before = text[:at]
    return len(re.findall("[(（]", before)) > len(re.findall("[)）]", before))


def _filled(template: str, head: str, relation: str, tail: str) -> str:
    words = {"{head}": head, "{relation}": relation.replace("_", " "), "{tail}": tail}
    return re.sub(r"\{(?:head|relation|tail)\}", lambda found: words[found[0]], template)
