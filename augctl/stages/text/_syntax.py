"""What stages that work on the grammar of English sentences have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from numpy.random import Generator
from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from augctl.packages import version_of
from augctl.params import Range, Share, Unit, constant
from augctl.stages.rows import State
from augctl.stages.texts import TextStage
from augctl.tables.table import Training
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.english.sentences import Word, is_unclear, sentences_of
from augctl.text.english.taggers import tagged, tagger_of
from augctl.text.passage import Passage
from augctl.text.rearranged import Turned, rearranged
from augctl.text.shares import count_of
from augctl.text.tokens import is_han, tokens_of

_SHORTEST, _LONGEST = 3, 120
"""Words of a sentence with its signs: in fewer nothing can be turned, and more are seldom one."""


def _pipeline(value: Any, info: ValidationInfo) -> str | Path:
    if not isinstance(value, (str, Path)) or not str(value):
        raise PydanticCustomError("pipeline", "the name of a spaCy pipeline, or its folder")
    # The working folder of a worker may be another.
    path = Path((info.context or {}).get("folder", ""), value).absolute()
    is_folder = (path / "config.cfg").is_file()
    return path if is_folder and version_of(str(value)) is None else str(value)


Pipeline = Annotated[
    Path | str,
    BeforeValidator(_pipeline),
    WithJsonSchema({"type": "string"}),
    Unit("name or folder of a spaCy pipeline"),
]
"""A package's name, or a folder relative to `folder` in the context of validation."""


class SyntaxStage(TextStage):
    """Changes sentences one by one. To write one, override `ways`."""

    share: Range[Share] = constant(1)
    """Share of the sentences that can be changed that are, at least one."""

    parser: Literal["pattern", "spacy"] = "pattern"
    """What tags the words of a sentence: textblob's pattern tagger, or spaCy, which is slower and
    mistaken less often."""

    model: Pipeline = "en_core_web_sm"
    """Of spaCy: the name of an installed pipeline, or the folder of one. Nothing is downloaded."""

    @model_validator(mode="after")
    def _has_its_pipeline(self) -> SyntaxStage:
        """Refuse a pipeline that is not there, where one is used and spaCy is."""
        named = self.parser == "spacy" and isinstance(self.model, str)
        if named and version_of("spacy") and version_of(str(self.model)) is None:
            raise PydanticCustomError(
                "pipeline",
                "as model a spaCy pipeline that is installed (python -m spacy download NAME),"
                " or the folder of one: {model} is neither",
                {"model": str(self.model)},
            )
        return self

    def inputs(self) -> Sequence[Path]:
        """Name the folder of the pipeline."""
        return super().inputs() if self.parser == "spacy" else ()

    def packages(self) -> Sequence[str]:
        """Name what tags words, and what knows their forms."""
        return ("spacy" if self.parser == "spacy" else "textblob", "lemminflect")

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what tags words, with that of a pipeline that is installed."""
        named = self.parser == "spacy" and isinstance(self.model, str)
        pipeline = {str(self.model): version_of(str(self.model)) or "none"} if named else {}
        return {**super().versions(), **pipeline}

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """See that the pipeline can be read and tags words.

        Raises:
            MissingPart: It cannot be read.
            UsageError: It has no tagger.
        """
        if self.parser == "spacy":
            tagger_of(self.parser, str(self.model))
        return {}

    def ways(self, words: Sequence[Word]) -> Iterator[Turned | str]:
        """Walk the ways to change an English sentence, and reasons why it is left alone."""
        raise NotImplementedError

    def ways_in_others(self, text: str) -> Iterator[Turned]:
        """Walk the ways to change sentences of other languages, at most one for each."""
        return iter(())

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw sentences, and one way to change each."""
        share = dice.sample(self.share)
        if share == 0:
            return ()
        found: list[list[list[Edit]]] = []
        reasons: list[str] = []
        for ways in self._ways(passage.text):
            possible = []
            for way in ways:
                edits = way if isinstance(way, str) else _edits_of(way, passage)
                if isinstance(edits, str):
                    reasons.append(edits)
                else:
                    possible.append(edits)
            if possible:
                found.append(possible)
        if not found:
            return reasons[0] if reasons else self.nothing
        chosen = dice.pick(len(found), count_of(share, len(found)))
        return sorted(edit for i in chosen for edit in dice.choose(found[i]))

    def _ways(self, text: str) -> Iterator[Sequence[Turned | str]]:
        """Walk the sentences, each the ways to change it."""
        for other in self.ways_in_others(text):
            yield [other]
        for sentence in sentences_of(text, tokens_of(text)):
            if _SHORTEST <= len(sentence) <= _LONGEST and not _has_han(sentence):
                if is_unclear(sentence):
                    yield ["it is not clear where a sentence ends"]
                    continue
                tagger = tagger_of(self.parser, str(self.model))
                yield list(self.ways(tagged(sentence, tagger)))

    @property
    def nothing(self) -> str:
        """Why a text is left alone in which no sentence was near to being changed."""
        raise NotImplementedError


def _has_han(sentence: Sequence[Word]) -> bool:
    return any(is_han(word.text[0]) for word in sentence)


def _edits_of(way: Turned, passage: Passage) -> list[Edit] | str:
    edits = rearranged(passage.text, *way, passage.spans)
    return "what is marked would trade places" if edits is None else edits
