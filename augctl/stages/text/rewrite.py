"""Say it in other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from augctl.documents.document import where
from augctl.errors import Problem, RecipeError
from augctl.params import Count, Factor, File, Folder, Probability, Range, Share, constant
from augctl.stages.rows import State
from augctl.stages.text._idle import refuse_idle
from augctl.stages.texts import TextStage
from augctl.tables.schema import Schema
from augctl.text.dice import Dice
from augctl.text.edits import Edit
from augctl.text.masks import masked, touches, unmasked
from augctl.text.models import Asking, model_of, model_versions, not_a_model
from augctl.text.paraphrase import distinct, whole
from augctl.text.passage import Passage
from augctl.text.rewriting.match import Rewriter
from augctl.text.rewriting.rules import OWN, Never, Rule, Slots, faults_of, read_rules
from augctl.text.shares import count_of

_SEEDS = 1 << 31
# What does nothing without a model.
_MODEL = (
    "prompt",
    "num_return",
    "max_length",
    "beams",
    "temperature",
    "top_p",
    "alike",
    "overlap",
)


class Rewrite(TextStage):
    """Say a text in other words, by rules with slots or by a model in a folder.

    Use for questions and requests, of which people have many ways to say the same. By default the
    rules are augctl's own, in English and Chinese: `how do I` becomes `how can I`. Not where the
    wording is what is to be told, such as whose style it is.
    A rule applies to a whole sentence or clause, in any case. What its slots match is carried over
    to the letter; URLs, numbers, e-mail addresses, code, placeholders, emoji and what is marked
    stay. A text to which no rule applies is left alone. A model's answers that are the text again,
    or one another, are left out before one is drawn; and what rules make, where no more than case,
    spaces and punctuation tell it from the text or from something else that they make.

    References:
        Kumar, Bhattamishra, Bhandari, Talukdar, 2019: Submodular Optimization-based Diverse
        Paraphrasing and its Effectiveness in Data Augmentation.
    """

    example: ClassVar[dict[str, Any]] = {
        "rules": [{"patterns": ["please {do}"], "variants": ["kindly {do}", "could you {do}"]}]
    }

    rules: tuple[Rule, ...] = ()
    """Rules: `patterns` and `variants`, or `either`, ways to say the same. `{thing}` is a slot,
    `{thing?}` one that may be empty. A variant may have a `weight`: `{text: ..., weight: 2}`."""

    slots: Slots = {}
    """What a slot matches, where that is not anything: values, or by value its synonyms, which
    `{thing:synonym}` in a variant puts there."""

    never: Never = {}
    """What a slot that matches anything else does not begin with, by its name: lists of words."""

    file: File | None = None
    """A YAML file with `rules`, `slots` and `never`."""

    share: Range[Share] = constant(1)
    """Share of the sentences to which rules apply that are said in other words, at least one."""

    model: Folder | None = None
    """A folder with a sequence-to-sequence or causal model of Hugging Face, in place of rules."""

    prompt: str = "{text}"
    """What the model reads: `{text}` stands for the text."""

    num_return: Count = 4
    """How many answers the model is asked for."""

    max_length: Count = 128
    """The most tokens of what the model reads, and of an answer; longer texts are left alone."""

    beams: Count = 4
    """How many answers the model follows at once, if it does not draw."""

    temperature: Factor = 0
    """Above 0 the model draws its words, the less likely ones the more often the higher."""

    top_p: Probability = 1
    """Of the words that are drawn, the likeliest that make up this share."""

    alike: Share = 0.9
    """From this share of common words on, an answer is the same as the text, or as another."""

    overlap: Share = 0.2
    """Least share of the words that an answer and the text have in common."""

    @field_validator("prompt")
    @classmethod
    def _has_its_text(cls, prompt: str) -> str:
        if prompt.count("{text}") != 1:
            raise PydanticCustomError("prompt", "a prompt with {text} in it, once")
        return prompt

    @model_validator(mode="after")
    def _has_one_source(self) -> Rewrite:
        """Refuse rules that cannot work, and more than one way to rewrite."""
        if sum((bool(self.rules), self.file is not None, self.model is not None)) > 1:
            raise PydanticCustomError("source", "only one of rules, file and model")
        if (self.slots or self.never) and not self.rules:
            names = "slots" if self.slots else "never"
            raise PydanticCustomError("source", "rules beside {names}", {"names": names})
        if self.model is None:
            refuse_idle(self, _MODEL, "a model")
        else:
            refuse_idle(self, ("share",), "rules, and no model,")
            if self.temperature > 0:
                refuse_idle(self, ("beams",), "a temperature of 0")
            else:
                refuse_idle(self, ("top_p",), "a temperature above 0")
        for fault in faults_of(self.rules, self.slots, self.never):
            said = f"{fault.expected} at {where(fault.place)}, and not {fault.found}"
            raise PydanticCustomError("rule", "{said}", {"said": said})
        return self

    def faults(self) -> Sequence[Problem]:
        """Find what is wrong with the file of rules."""
        if self.file is None:
            return ()
        try:
            read_rules(self.file)
        except RecipeError as error:
            return error.problems
        return ()

    def versions(self) -> Mapping[str, str]:
        """Return the versions of what runs a model."""
        return {**super().versions(), **({} if self.model is None else model_versions())}

    def unfit(self, schema: Schema) -> str:
        """Refuse tables without text, and folders without a model."""
        return super().unfit(schema) or ("" if self.model is None else not_a_model(self.model))

    def ready(self, state: State) -> State:
        """Read the rules."""
        if self.model is not None:
            return state
        if self.rules:
            return {**state, "rewriter": Rewriter(self.rules, self.slots, self.never)}
        found = read_rules(self.file or OWN)
        return {**state, "rewriter": Rewriter(found.rules, found.slots, found.never)}

    def edit(self, passage: Passage, dice: Dice, state: State) -> Sequence[Edit] | str:
        """Draw which sentences are said in which other words; or one answer of the model."""
        if self.model is not None:
            return self._asked(self.model, passage, dice)
        sentences = state["rewriter"].options(passage)
        if not sentences:
            return "no rule applies"
        count = count_of(dice.sample(self.share), len(sentences))
        edits: list[Edit] = []
        for i in dice.pick(len(sentences), count):
            at = dice.random() * sum(option.weight for option in sentences[i])
            for option in sentences[i]:
                at -= option.weight
                if at < 0:
                    break
            edits += option.edits
        return edits

    def _asked(self, folder: Any, passage: Passage, dice: Dice) -> Sequence[Edit] | str:
        hidden = masked(passage)
        asking = Asking(self.max_length, self.beams, self.num_return, self.temperature, self.top_p)
        prompt = self.prompt.replace("{text}", hidden.text)
        answers = model_of(folder).ask(prompt, asking, dice.below(_SEEDS))
        if isinstance(answers, str):
            return answers
        lines = [answer.strip().partition("\n")[0].strip() for answer in answers]
        whole_again = [unmasked(line, hidden.parts) for line in lines]
        complete = [answer for answer in whole_again if answer]
        others = distinct(passage.text, complete, self.alike, self.overlap)
        ways = [edits for other in others if (edits := whole(passage.text, other))]
        ways = [edits for edits in ways if not touches(edits, hidden.kept)]
        return dice.choose(ways) if ways else "the model says nothing else that can be used"
