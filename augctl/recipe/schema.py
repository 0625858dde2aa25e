"""The recipe as a person writes it: sections and keys. Stages are compiled elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MinLen
from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from augctl.documents.section import Section
from augctl.params import Share, plain_number
from augctl.recipe.tables import Columns, Names, TableOutput

# It goes into file names, beside the original's name and a number: together at most 255 bytes.
CHAIN_NAME = re.compile("[A-Za-z0-9]([A-Za-z0-9-]|_(?!_)){0,63}")

Level = Annotated[int, Ge(0), Le(255), BeforeValidator(plain_number)]


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


class Quarantine(Section):
    """What happens where something is odd about originals: a rule for each reason.

    `keep`: the picture stays, with what is wrong mended or left out. `skip`: the picture is left
    out. `stop`: nothing is written, and the command ends. What is skipped or mended is told in
    errors.jsonl. Files that cannot be read are skipped, or stop the run with `--on-error stop`.
    """

    image_without_label: Literal["keep", "skip", "stop"] = "keep"
    """A picture with no class and no mark that can be used, such as one of YOLO's without a label
    file, or with a mask of 0 alone. Kept, it is background."""

    image_without_annotation: Literal["skip", "stop"] = "skip"
    """A picture that its dataset does not name, that has no mask where others do, or that lies
    beside class folders."""

    label_without_image: Literal["skip", "stop"] = "skip"
    """A label, mask or row of which the picture is not there. The label is left out."""

    box_outside: Literal["keep", "skip", "stop"] = "keep"
    """A box, outline or keypoint beyond its picture. Kept, it is cut; wholly outside, left out."""

    box_empty: Literal["keep", "skip", "stop"] = "keep"
    """A box without area, or that ends before it begins. Its picture is kept without it."""

    mark_malformed: Literal["keep", "skip", "stop"] = "keep"
    """A mark of an unknown class, or that cannot be read. Its picture is kept without it; with a
    mask of another size than its own, it is left out. Numbers in masks that have no name stay."""

    class_unused: Literal["keep", "stop"] = "keep"
    """A class that the dataset lists, and nothing has."""

    duplicate: Literal["keep", "skip", "stop"] = "keep"
    """A file with the same bytes as another. Skipped, the first by path stays alone."""


class InputSection(Section):
    """Where the originals are and how to read them."""

    path: str | None = None
    """Folder, or the file of a table, relative to the recipe's file."""

    format: Literal[
        "auto", "folder", "text", "coco", "yolo", "voc", "masks", "csv", "jsonl", "parquet"
    ] = "auto"
    """How the data is laid out; `auto` finds out. `text`: a folder of .txt files, whatever else."""

    target: str | None = None
    """Tables: the column that a model is to predict; without it, one with a usual name."""

    id: Names = ()
    """Tables: columns that tell rows apart and mean nothing else."""

    text: Names = ()
    """Tables: the columns that stages for text work on; the first, where `on` names no other."""

    spans: str | None = None
    """Tables: the column with what is marked in the text, as `[[start, stop, label], …]`."""

    columns: Columns = {}
    """Tables: what columns mean, where their cells do not tell: `{zip: categorical}`."""

    split: SplitShares | None = None
    """Shares for data that has no split of its own; without it, everything is train."""

    max_megapixels: Annotated[float, Ge(0.01), Le(1000), BeforeValidator(plain_number)] = 64.0
    """Larger images are refused before they are decoded."""

    animated: Literal["first", "skip"] = "first"
    """Of files with several frames or pages: take the first, or leave the file out."""

    quarantine: Quarantine = Quarantine()
    """What happens where something is odd about originals."""

    @property
    def max_pixels(self) -> int:
        """The largest image in pixels."""
        return int(self.max_megapixels * 1e6)


def _three(value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise PydanticCustomError("colour", "[red, green, blue], each from 0 to 255")
    return value


class ImageOutput(Section):
    """How images are encoded."""

    codec: Literal["same", "jpeg", "png", "webp"] = "same"
    """File format; `same` keeps the anchor's where it can be written, else png."""

    quality: Annotated[int, Ge(1), Le(100), BeforeValidator(plain_number)] = 92
    """JPEG and WebP quality, 1 to 100."""

    subsampling: Literal["420", "444"] = "420"
    """JPEG colour resolution: halved in both directions, or full."""

    background: Annotated[tuple[Level, Level, Level], BeforeValidator(_three)] = (255, 255, 255)
    """Red, green, blue, 0 to 255, behind transparent pixels where the codec has no alpha."""


class MarksOutput(Section):
    """Which marks stay: boxes, outlines, masks and keypoints."""

    min_visible: Share = 0.25
    """Share of its area in the original that must still be seen; what is cut or covered is not."""

    min_size_px: Annotated[float, Ge(0), Le(1000), BeforeValidator(plain_number)] = 1.0
    """Least width and height of its box, in pixels."""


class OutputSection(Section):
    """What is written."""

    format: Literal["same", "folder", "coco", "yolo", "voc", "masks", "csv"] = "same"
    """Layout of OUT/data: `folder` has class folders and no annotation."""

    originals: Literal["copy", "link", "skip"] = "copy"
    """Whether originals stand among the outputs."""

    image: ImageOutput = ImageOutput()
    """How images are encoded."""

    marks: MarksOutput = MarksOutput()
    """Which marks stay."""

    table: TableOutput = TableOutput()
    """How rows of tables are written."""


_MOST = 10**12

_one: TypeAdapter[int] = TypeAdapter(
    Annotated[int, Ge(1), Le(_MOST), BeforeValidator(plain_number)]
)
_by_class: TypeAdapter[dict[str, int]] = TypeAdapter(
    Annotated[dict[str, Annotated[int, Ge(0), Le(_MOST), BeforeValidator(plain_number)]], MinLen(1)]
)


@dataclass(frozen=True)
class _Quota:
    """Annotates a quota: a whole number, one of some words, or whole numbers by class."""

    expected: str
    words: tuple[str, ...] = ()
    by_class: bool = True

    def _check(self, value: Any) -> Any:
        if isinstance(value, str) and value in self.words:
            return value
        if isinstance(value, dict) and self.by_class:
            return _by_class.validate_python(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _one.validate_python(value)
        raise PydanticCustomError("quota", "{expected}", {"expected": self.expected})

    def _json_schema(self) -> dict[str, Any]:
        forms = [_one.json_schema()]
        if self.words:
            forms.append({"enum": list(self.words)})
        if self.by_class:
            forms.append(_by_class.json_schema())
        return {"anyOf": forms}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._check, metadata={"pydantic_js_functions": [lambda _s, _h: self._json_schema()]}
        )


Copies = Annotated[
    int | dict[str, int] | None,
    _Quota("a whole number per original, or one per class as {cat: 2, dog: 8}"),
]
Total = Annotated[int | None, _Quota("a whole number, 1 or more", by_class=False)]
Balance = Annotated[
    int | str | dict[str, int] | None,
    _Quota("max, median, a whole number, or one per class as {cat: 200}", ("max", "median")),
]


def _stage_list(value: Any) -> Any:
    if not isinstance(value, list):
        raise PydanticCustomError("list", "a list of stages")
    return value


def _chain_name(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("chain_name", "text (put it in quotes)")
    if not CHAIN_NAME.fullmatch(value):
        raise PydanticCustomError(
            "chain_name",
            "up to 64 letters, digits, '-' and single '_' (it goes into file names)",
        )
    if value.casefold() == "originals":
        raise PydanticCustomError(
            "chain_name", "another name: originals are counted as 'originals'"
        )
    return value


class ChainSection(Section):
    """A list of stages and how many samples it adds. Exactly one quota is given."""

    name: Annotated[
        str,
        BeforeValidator(_chain_name),
        WithJsonSchema({"type": "string", "pattern": f"^{CHAIN_NAME.pattern}$"}),
    ]
    """Name; part of the names of the files."""

    copies: Copies = None
    """Quota: so many per original, or per original of each class.

    Where classes are those of marks: of the classes in an original, the one that has most counts.
    """

    total: Total = None
    """Quota: so many in all."""

    balance: Balance = None
    """Quota: bring every class up to the largest, to the median, or to a number.

    Counts samples; marks, where classes are those of marks: about, for others come along.
    """

    stages: Annotated[list[Any], BeforeValidator(_stage_list)]
    """What happens to each sample, in order."""

    gates: Annotated[list[Any], BeforeValidator(_stage_list)] = []
    """What a finished sample must pass."""

    attempts: Annotated[int, Ge(1), Le(1000), BeforeValidator(plain_number)] = 5
    """How often a unit may be drawn before it is reported as rejected."""


class RecipeFile(Section):
    """The whole recipe."""

    version: Annotated[Literal[1], BeforeValidator(plain_number)]
    """Version of this format."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "augctl"
    """What to call the dataset."""

    seed: Annotated[int, Ge(0), Le(2**64 - 1), BeforeValidator(plain_number)] = 0
    """Decides every draw."""

    input: InputSection = InputSection()
    output: OutputSection = OutputSection()
    chains: list[ChainSection] = []
