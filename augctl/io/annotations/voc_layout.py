"""Where a Pascal VOC dataset has what: `Annotations`, `JPEGImages`, `ImageSets`, or all in one.

A file belongs to a picture if their paths are the same but for their endings and for folders that
say what kind of file it is. So the devkit's layout is found, splits in folders of their own, and
XML beside the pictures as labelImg writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from augctl.io.annotations.model import Oddity, Report
from augctl.io.annotations.places import (
    IMAGE_FOLDERS,
    files,
    glimpse,
    is_picture,
    key,
    splits_by_folder,
    text_lines,
)
from augctl.io.annotations.splits import SPLIT_NAMES

_CLASS, _OBJECT = "segmentationclass", "segmentationobject"
_ANNOTATION_FOLDERS = {"annotations", "annotation", "xmls", "xml", "labels", "voc"}
_FOLDERS = IMAGE_FOLDERS | _ANNOTATION_FOLDERS | {_CLASS, _OBJECT}
_LISTS = ("main", "segmentation", "layout", "")
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a dataset, relative to its folder.

    Attributes:
        xmls: Annotations, in order of path.
        images: Pictures by what they have in common with their other files.
        class_maps: Classes of all pixels, likewise.
        object_maps: Numbers of the things that pixels belong to, likewise.
        lists: Text files below `ImageSets`.
    """

    xmls: list[str] = field(default_factory=list)
    images: dict[str, list[str]] = field(default_factory=dict)
    class_maps: dict[str, str] = field(default_factory=dict)
    object_maps: dict[str, str] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path) -> Layout:
        """List a dataset."""
        layout = cls()
        for path in files(root):
            folders = [part.lower() for part in path.split("/")[:-1]]
            ending = path.lower().rpartition(".")[2]
            if "imagesets" in folders:
                if ending == "txt":
                    layout.lists.append(path)
            elif ending == "xml":
                layout.xmls.append(path)
            elif _CLASS in folders:
                layout.class_maps[voc_key(path)] = path
            elif _OBJECT in folders:
                layout.object_maps[voc_key(path)] = path
            # Some tools add folders of coloured previews, such as SegmentationClassVisualization.
            elif is_picture(path) and not any(f.startswith("segmentation") for f in folders):
                layout.images.setdefault(voc_key(path), []).append(path)
        return layout

    def splits(self, root: Path, report: Report) -> dict[str, str]:
        """Return the splits of pictures, by the same key as `images`.

        Raises:
            UsageError: A list cannot be read.
        """
        if not self.lists:
            return splits_by_folder(self.images)
        result: dict[str, str] = {}
        for path, split in sorted(_split_lists(self.lists), key=lambda pair: pair[1] != "train"):
            above = path.split("/")
            at = next(i for i, part in enumerate(above) if part.lower() == "imagesets")
            prefix = "".join(f"{part}/" for part in above[:at] if part.lower() not in _FOLDERS)
            for number, line in enumerate(text_lines(root / path), 1):
                if not line.strip():
                    continue
                name = self._named(prefix, line)
                if name is None:
                    message = f"{path}:{number}: there is no picture {line.strip()!r}; left out"
                    report(Oddity(path, "listed_without_image", message))
                elif result.setdefault(name, split) != split:
                    message = (
                        f"{path}:{number}: {line.strip()!r} is in two splits; "
                        f"it stays in {result[name]}"
                    )
                    report(Oddity(path, "in_two_splits", message, mended=True))
        return result

    def _named(self, prefix: str, line: str) -> str | None:
        """Find what a line of a list names: a name, perhaps with an ending, or with a flag."""
        whole, first = line.strip(), line.split()[0]
        for name in (whole, first):
            for known in (prefix + name, voc_key(prefix + name)):
                if known in self.images:
                    return known
        return None


def voc_key(path: str) -> str:
    """Return what a path has in common with those of other files of the same picture."""
    return key(path, _FOLDERS)


def evidence(root: Path) -> str | None:
    """Return an annotation, or the folder of class maps, of what looks like Pascal VOC."""
    pictures = maps = False
    for path in glimpse(root):
        if path.lower().endswith(".xml") and _is_annotation(root / path):
            return path
        top = path.lower().partition("/")[0]
        pictures = pictures or top == "jpegimages"
        maps = maps or (top == _CLASS and path.lower().endswith(".png"))
    return "SegmentationClass" if pictures and maps else None


def _is_annotation(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except OSError:
        return False
    # UTF-16 has a zero beside every letter of the tag.
    return any(sign in head.replace(b"\0", b"") for sign in (b"<annotation>", b"<annotation "))


def _split_lists(lists: list[str]) -> Iterator[tuple[str, str]]:
    """Choose the lists that say what the splits are; `Main` before those of special tasks."""
    by_place: dict[str, dict[str, dict[str, str]]] = {}
    for path in lists:
        folders, _, name = path.rpartition("/")
        above, _, last = folders.rpartition("/")
        place, kind = (folders, "") if last.lower() == "imagesets" else (above, last.lower())
        stem = name[: -len(".txt")].lower()
        named = SPLIT_NAMES.get(stem)
        if stem == "trainval" or named is not None:
            by_place.setdefault(place, {}).setdefault(kind, {})[named or stem] = path
    for kinds in by_place.values():
        chosen = next((dict(kinds[kind]) for kind in _LISTS if kind in kinds), {})
        both = chosen.pop("trainval", None)
        if both is not None and not {"train", "val"} & set(chosen):
            chosen["train"] = both
        for split, path in chosen.items():
            yield path, split
