"""The recipe as a person writes it: sections and keys. Stages are compiled elsewhere."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from augctl.params import Share, plain_number

CHAIN_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]|_(?!_))*\Z")


Level = Annotated[int, Ge(0), Le(255), BeforeValidator(plain_number)]


class Section(BaseModel):
    """Base of all: unknown keys are errors, nothing changes once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class SplitShares(Section):
    """Shares of a split that augctl makes itself; they sum to 1."""

    train: Share = 0.0
    val: Share = 0.0
    test: Share = 0.0

    @model_validator(mode="after")
    def _whole(self) -> SplitShares:
        total = self.train + self.val + self.test
        if abs(total - 1) > 1e-6 or self.train == 0:
            raise ValueError("shares that sum to 1, with some for train")
        return self


class InputSection(Section):
    """Where the originals are and how to read them."""

    path: str | None = None
    """Folder, relative to the recipe's file."""

    format: Literal["auto", "folder"] = "auto"
    """How the data is laid out; `auto` finds out."""

    split: SplitShares | None = None
    """Shares for data that has no split of its own; without it, everything is train."""

    max_megapixels: Annotated[float, Ge(0.01), Le(1000), BeforeValidator(plain_number)] = 64.0
    """Larger images are refused before they are decoded."""

    animated: Literal["first", "skip"] = "first"
    """Of files with several frames or pages: take the first, or leave the file out."""

    @property
    def max_pixels(self) -> int:
        """The largest image in pixels."""
        return int(self.max_megapixels * 1e6)


class ImageOutput(Section):
    """How images are encoded."""

    codec: Literal["same", "jpeg", "png", "webp"] = "same"
    """File format; `same` keeps the anchor's where it can be written, else png."""

    quality: Annotated[int, Ge(1), Le(100), BeforeValidator(plain_number)] = 92
    """JPEG and WebP quality, 1 to 100."""

    subsampling: Literal["420", "444"] = "420"
    """JPEG colour resolution: halved in both directions, or full."""

    background: tuple[Level, Level, Level] = (255, 255, 255)
    """Red, green, blue, 0 to 255, behind transparent pixels where the codec has no alpha."""


class OutputSection(Section):
    """What is written."""

    format: Literal["same", "folder"] = "same"
    """Layout of OUT/data."""

    originals: Literal["copy", "link", "skip"] = "copy"
    """Whether originals stand among the outputs."""

    image: ImageOutput = ImageOutput()
    """How images are encoded."""


def _quota(expected: str, words: tuple[str, ...], least: int) -> BeforeValidator:
    def check(value: Any) -> Any:
        def whole(number: Any, least: int) -> bool:
            return type(number) is int and least <= number <= 10**12

        per_class = isinstance(value, dict) and all(
            isinstance(key, str) and whole(number, 0) for key, number in value.items()
        )
        named = isinstance(value, str) and value in words
        if value is None or named or whole(value, least) or (per_class and value):
            return value
        raise PydanticCustomError("quota", "{expected}", {"expected": expected})

    return BeforeValidator(check)


Copies = Annotated[
    int | dict[str, int] | None,
    _quota("a whole number per original, or one per class as {cat: 2, dog: 8}", (), 1),
]
Total = Annotated[int | None, Ge(1), Le(10**12), BeforeValidator(plain_number)]
Balance = Annotated[
    int | str | dict[str, int] | None,
    _quota("max, median, a whole number, or one per class as {cat: 200}", ("max", "median"), 1),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["max", "median"]},
                {"type": "integer", "minimum": 1},
                {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
            ]
        }
    ),
]


def _stage_list(value: Any) -> Any:
    if not isinstance(value, list):
        raise PydanticCustomError("list", "a list of stages")
    return value


def _chain_name(value: Any) -> Any:
    if not isinstance(value, str) or not CHAIN_NAME.match(value):
        raise PydanticCustomError(
            "chain_name", "a name of letters, digits, '-' and single '_' (it goes into file names)"
        )
    return value


class ChainSection(Section):
    """A list of stages and how many samples it adds. Exactly one quota is given."""

    name: Annotated[str, BeforeValidator(_chain_name)]
    """Name; part of the names of the files."""

    copies: Copies = None
    """Quota: so many per original, or per original of each class."""

    total: Total = None
    """Quota: so many in all."""

    balance: Balance = None
    """Quota: bring every class up to the largest, to the median, or to a number."""

    stages: Annotated[list[Any], BeforeValidator(_stage_list)]
    """What happens to each sample, in order."""

    gates: Annotated[list[Any], BeforeValidator(_stage_list)] = []
    """What a finished sample must pass."""

    attempts: Annotated[int, Ge(1), Le(1000), BeforeValidator(plain_number)] = 5
    """How often a unit may be drawn before it is reported as rejected."""


class RecipeFile(Section):
    """The whole recipe."""

    version: Literal[1]
    """Version of this format."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "augctl"
    """What to call the dataset."""

    seed: Annotated[int, Ge(0), Le(2**64 - 1), BeforeValidator(plain_number)] = 0
    """Decides every draw."""

    input: InputSection = InputSection()
    output: OutputSection = OutputSection()
    chains: list[ChainSection] = []
