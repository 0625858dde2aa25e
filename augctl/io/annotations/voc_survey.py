"""A first look at all annotations of a Pascal VOC dataset: what one alone does not tell.

That is which picture each belongs to, which classes there are, and how pixels are counted.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from augctl.errors import BadInput
from augctl.io.annotations.faults import Faults, inner_path
from augctl.io.annotations.model import Oddity, Report
from augctl.io.annotations.places import content
from augctl.io.annotations.voc_layout import Layout, voc_key
from augctl.io.annotations.voc_things import sides
from augctl.io.annotations.voc_xml import LARGEST, Element, parse


@dataclass(slots=True)
class Survey:
    """What is known of a dataset as a whole.

    Attributes:
        annotated: Pictures by path, with their annotation, or None where class maps are all.
        names: Of the classes that things have.
        first_pixel: The number of the first pixel: 1, or 0 where numbers are edges.
        decimals: Whether any box has parts of pixels.
    """

    annotated: dict[str, str | None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    first_pixel: int = 1
    decimals: bool = False

    @classmethod
    def of(cls, root: Path, layout: Layout, report: Report) -> Survey:
        """Look at all annotations; what belongs to nothing is reported."""
        survey = cls()
        for path in layout.xmls:
            survey._add(root, path, layout, report)
        for known, pictures in layout.images.items():
            for picture in pictures:
                if picture in survey.annotated:
                    continue
                if known in layout.class_maps and len(pictures) == 1:
                    survey.annotated[picture] = None
                    continue
                message = f"{picture} has no annotation; it is left out"
                report(Oddity(picture, "image_without_annotation", message))
        survey.annotated = dict(
            sorted(survey.annotated.items(), key=lambda pair: os.fsencode(pair[0]))
        )
        return survey

    def _add(self, root: Path, path: str, layout: Layout, report: Report) -> None:
        try:
            annotation = read_xml(root / path)
        except BadInput as error:
            if voc_key(path) not in layout.images:
                report(Oddity(path, error.reason, f"{path}:{error.message}; it is left out"))
                return
            annotation = Element("annotation", 1, {}, [])  # its turn comes, and then it is said
        faults = Faults(path, report)
        picture = _picture_of(path, annotation, layout, faults)
        if picture is None:
            return
        first = self.annotated.setdefault(picture, path)
        if first != path:
            message = f"{picture} has another annotation, {first}; this one is left out"
            faults.at(0, "two_annotations", message)
            return
        for element in annotation.all("object"):
            name = element.find("name")
            if name is not None and name.text:
                self.names.add(name.text)
            self._count(element, faults)

    def _count(self, element: Element, faults: Faults) -> None:
        try:
            numbers = sides(element)
        except BadInput:
            return  # said when the picture is read
        if self.first_pixel and 0 <= min(numbers[0], numbers[1]) < 1:
            self.first_pixel = 0
            faults.mended(
                element.line,
                "counts_from_0",
                "a box begins at 0, where Pascal VOC counts pixels from 1; the numbers of all "
                "boxes are taken for edges",
            )
        self.decimals = self.decimals or not all(map(float.is_integer, numbers))


def read_xml(file: Path) -> Element:
    """Read an annotation.

    Raises:
        BadInput: It cannot be read; the message begins with the line.
    """
    try:
        data = content(file, LARGEST + 1)
    except BadInput as error:
        raise BadInput(error.reason, f"1: {error.message}") from None
    return parse(data)


def _picture_of(path: str, annotation: Element, layout: Layout, faults: Faults) -> str | None:
    """Find the picture of an annotation: the one of its own name, else the one that it names."""
    own = layout.images.get(voc_key(path), [])
    if annotation.tag != "annotation":
        if own:
            message = f"expected <annotation>, found <{annotation.tag}>; it is left out"
            faults.at(annotation.line, "no_annotation", message)
        return None
    element = annotation.find("filename")
    named = ""
    if element is not None and element.text:
        try:
            named = inner_path(element.text).rpartition("/")[2]
        except BadInput as error:
            faults.mended(element.line, error.reason, f"{error.message}; <filename> is ignored")
    for picture in own:
        if picture.rpartition("/")[2] == named:
            return picture
    above = voc_key(path).rpartition("/")[0]
    there = voc_key(f"{above}/{named}" if above else named)
    others = [p for p in layout.images.get(there, []) if p.rpartition("/")[2] == named]
    if own:
        if others and element is not None:
            message = f"it names {named!r}, and is taken for {own[0]!r} by its own name"
            faults.mended(element.line, "filename_differs", message)
        return own[0]
    if others:
        return others[0]
    wanted = f"{named!r} or " if named else ""
    line = annotation.line if element is None else element.line
    message = f"there is no picture {wanted}of the name of this file; it is left out"
    faults.at(line, "annotation_without_image", message)
    return None
