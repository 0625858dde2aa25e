"""Pascal VOC: an XML file per picture, lists of splits, and maps of classes and of things.

An annotation belongs to the picture of the same name, else to the one that it names. What cannot
be said in marks (pose, truncated, difficult, parts, unknown elements) is kept in `extra`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from augctl.errors import BadInput, UsageError
from augctl.io.annotations import voc_layout
from augctl.io.annotations.class_maps import MAX_PIXELS, VOID, read_map, read_palette, voc_palette
from augctl.io.annotations.class_names import BACKGROUND, ClassNames, read_names
from augctl.io.annotations.faults import Faults, size_either_way
from augctl.io.annotations.model import Category, Dataset, Oddity, Picture, Report
from augctl.io.annotations.places import content
from augctl.io.annotations.voc_layout import Layout, voc_key
from augctl.io.annotations.voc_survey import Survey, read_xml
from augctl.io.annotations.voc_things import Size, bitmaps, marks_of
from augctl.io.annotations.voc_write import VocWriter
from augctl.io.annotations.voc_xml import Element, values
from augctl.marks import Bitmap

# In the order of their numbers, from 1, in the maps of the challenge.
_CHALLENGE = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa"),
    *("train", "tvmonitor"),
)
_LARGEST_SIDE = 2**31


@dataclass(frozen=True, slots=True)
class VocReader:
    """Reads Pascal VOC.

    Attributes:
        max_pixels: Larger maps of things are refused before they are decoded.
    """

    max_pixels: int = MAX_PIXELS

    def evidence(self, root: Path) -> str | None:
        """Return an annotation, or the folder of class maps, of what looks like Pascal VOC."""
        return voc_layout.evidence(root)

    def read(self, root: Path, report: Report) -> Dataset:
        """Read a dataset.

        What is wrong with a picture's own files is reported while the pictures are walked.

        Raises:
            UsageError: There are no annotations, or a list of splits or of classes is broken.
        """
        layout = Layout.of(root)
        if not layout.xmls and not layout.class_maps:
            raise UsageError(
                f"{root} has no annotations of Pascal VOC.",
                "Expected XML files in Annotations, or beside the pictures.",
            )
        survey = Survey.of(root, layout, report)
        known = read_names(root)
        form: dict[str, Any] = {"decimals": survey.decimals}
        if layout.class_maps:
            form["palette"] = known.palette or _palette(root, layout)
        splits = layout.splits(root, report)
        if layout.lists:
            _report_unlisted(survey.annotated, splits, report)
        pictures = _Pictures(root, report, layout, survey, splits, self.max_pixels)
        return Dataset(_categories(known, layout, survey), pictures, form=form)


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Reads one annotation after the other, each time that it is walked."""

    root: Path
    report: Report
    layout: Layout
    survey: Survey
    splits: dict[str, str]
    max_pixels: int

    def __iter__(self) -> Iterator[Picture]:
        for image, annotation in self.survey.annotated.items():
            known = voc_key(image)
            split, class_map = self.splits.get(known), self.layout.class_maps.get(known)
            if annotation is None:
                yield Picture(image, split, class_map=class_map)
                continue
            try:
                element = read_xml(self.root / annotation)
            except BadInput as error:
                message = f"{annotation}:{error.message}; {image} is left out"
                self.report(Oddity(annotation, error.reason, message))
                continue
            yield self._picture(image, annotation, element, split, class_map)

    def _picture(
        self, image: str, path: str, annotation: Element, split: str | None, class_map: str | None
    ) -> Picture:
        faults = Faults(path, self.report, image)
        size = _size(annotation)
        inside = size
        if size is None:
            inside = size_either_way(self.root / image)
            faults.mended(
                annotation.line,
                "no_size",
                "expected <size> with <width> and <height>; the picture's own is taken",
            )
        masks = self._masks(voc_key(image), inside)
        first = self.survey.first_pixel
        marks = marks_of(annotation.all("object"), image, inside, first, masks, faults)
        rest = [e for e in annotation.children if e.tag not in ("filename", "size", "object")]
        extra = values(rest)
        told = annotation.find("size")
        if told is not None:
            extra["size"] = values([e for e in told.children if e.tag not in ("width", "height")])
        return Picture(image, split, size, (), marks, class_map, extra)

    def _masks(self, known: str, size: Size | None) -> dict[int, Bitmap]:
        path = self.layout.object_maps.get(known)
        if path is None:
            return {}
        try:
            data = content(self.root / path)
            numbers = read_map(data, self.max_pixels, voc_palette().tolist())[..., 0]
        except BadInput as error:
            message = f"{path}: {error.message}; it is left out"
            self.report(Oddity(path, error.reason, message))
            return {}
        found = numbers.shape[1], numbers.shape[0]
        if size is not None and found != size:
            message = (
                f"{path}: it is {found[0]} x {found[1]} pixels large, and its picture "
                f"{size[0]} x {size[1]}; it is left out"
            )
            self.report(Oddity(path, "mask_size", message))
            return {}
        return bitmaps(numbers)


def _size(annotation: Element) -> Size | None:
    """Return width and height as the annotation gives them; some tools write 0 for unknown."""
    size = annotation.find("size")
    if size is None:
        return None
    told = {side.tag: side.text for side in size.children}
    try:
        width, height = int(told.get("width", "")), int(told.get("height", ""))
    except ValueError:
        return None
    return (width, height) if 0 < width < _LARGEST_SIDE and 0 < height < _LARGEST_SIDE else None


def _categories(known: ClassNames, layout: Layout, survey: Survey) -> tuple[Category, ...]:
    """Return the classes: those with numbers by number, then the others by name."""
    numbered = [
        category
        for category in known.categories
        if category.id != VOID and not (category.id == 0 and category.name in BACKGROUND)
    ]
    if not known.categories and layout.class_maps and survey.names <= set(_CHALLENGE):
        numbered = [Category(name, number) for number, name in enumerate(_CHALLENGE, 1)]
    names = {category.name for category in numbered}
    return (*numbered, *(Category(name) for name in sorted(survey.names - names)))


def _report_unlisted(pictures: Iterable[str], splits: Mapping[str, str], report: Report) -> None:
    """Report the pictures that are in no list, where others are."""
    for picture in pictures if splits else ():
        if voc_key(picture) not in splits:
            message = f"{picture} is in no list of ImageSets; it is taken for one of train"
            report(Oddity(picture, "in_no_split", message, mended=True, picture=picture))


def _palette(root: Path, layout: Layout) -> list[list[int]]:
    """Return the colours of the first class map, or those of the challenge."""
    path = next(iter(layout.class_maps.values()))
    usual: list[list[int]] = voc_palette().tolist()
    try:
        return read_palette(content(root / path)) or usual
    except BadInput:
        return usual  # who reads the map will say so


READER = VocReader()
WRITER = VocWriter()
