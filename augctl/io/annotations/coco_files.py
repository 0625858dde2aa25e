"""Where the files of a COCO dataset are: its annotations, and the images that they name."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from augctl.errors import UsageError
from augctl.io.annotations.model import Oddity, Report
from augctl.io.annotations.places import files, is_picture
from augctl.io.annotations.splits import split_in
from augctl.io.annotations.tops import at_top

# In so many bytes at its beginning, an annotation file shows that it is one.
_HEAD = 1 << 16
_LIKE_COCO = re.compile(rb'"(images|annotations)"\s*:\s*\[\s*[\{\]]')

# COCO describes the same images in several files; these words tell which.
_BESIDES = ("person_keypoints", "captions", "stuff", "panoptic", "image_info")

# So many images are looked for to see where all are.
_SAMPLE = 200


def found(root: Path) -> list[str]:
    """List the annotation files in a folder and in the folders right below it, by path."""
    return [path for path in at_top(root, (".json",)) if _like_coco(root / path)]


def chosen(root: Path, report: Report) -> list[str]:
    """List the annotation files to read; those that describe images again are reported.

    Raises:
        UsageError: There are none.
    """
    # One that does not look like an annotation is read all the same, to tell what is wrong.
    paths = found(root) or at_top(root, (".json",))[:1]
    if not paths:
        raise UsageError(
            f"{root} has no annotation file of COCO.",
            "It is a .json with images, annotations and categories, in the folder or in one "
            "right below it.",
        )
    instances = {split_of(path) for path in paths if _stem(path).startswith("instances")}
    result = []
    for path in paths:
        if _stem(path).startswith(_BESIDES) and split_of(path) in instances:
            what = f"{path}: it describes images that an 'instances' file describes, too; not read"
            report(Oddity(path, "annotation_unused", what))
        else:
            result.append(path)
    return result


def split_of(path: str) -> str | None:
    """Return the split that an annotation file is for, by its name, or else by its folder's.

    >>> split_of("annotations/instances_val2017.json"), split_of("valid/_annotations.coco.json")
    ('val', 'val')
    """
    return split_in(_stem(path)) or split_in(PurePosixPath(path).parent.name)


def image_folder(root: Path, path: str, names: Sequence[str]) -> str:
    """Return the folder that the images of an annotation file are in: empty, or with `/` behind.

    Args:
        root: The folder of the dataset.
        path: Of the annotation file, below it.
        names: Of the images, as the file has them.

    Raises:
        UsageError: None of them is to be found.
    """
    candidates = _candidates(path)
    some = names[:: max(1, len(names) // _SAMPLE)]
    hits = [sum(os.path.isfile(root / folder / name) for name in some) for folder in candidates]  # noqa: PTH113
    if some and not any(hits):
        places = ", ".join(folder or "." for folder in candidates[:6])
        raise UsageError(
            f"{path}: none of its images is there, such as {some[0]}; looked in {places}.",
            "Put the images beside the annotation, or into a folder 'images'.",
        )
    return candidates[hits.index(max(hits))] if some else ""


def report_unlisted(
    root: Path, known: Collection[str], segmented: Collection[str], report: Report
) -> None:
    """Report the images that no annotation file knows.

    Args:
        root: The folder of the dataset.
        known: The images, below it.
        segmented: The annotation files that have pictures of segments; these are no images.
        report: Takes each of the others.
    """
    stems = {PurePosixPath(path).stem for path in segmented}
    for path in files(root):
        folders = PurePosixPath(path).parts[:-1]
        maps = any(part in stems or part.lower().startswith(_BESIDES) for part in folders)
        if is_picture(path) and path not in known and not maps:
            what = f"{path} is in no annotation file; it is left out"
            report(Oddity(path, "image_without_annotation", what))


def _candidates(path: str) -> list[str]:
    here = PurePosixPath(path).parent
    words = [word for word in re.split("[_.-]", _stem(path)) if split_in(word)]
    split = split_of(path)
    inside = ["", "images"]
    for word in [*words, *([split] if split else [])]:
        inside += [word, f"images/{word}", f"{word}/images"]
    bases = list(dict.fromkeys((here, here.parent)))
    folders = [(base / folder).as_posix() for folder in inside for base in bases]
    return list(dict.fromkeys("" if folder == "." else f"{folder}/" for folder in folders))


def _stem(path: str) -> str:
    return PurePosixPath(path).stem.lower()


def _like_coco(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return _LIKE_COCO.search(stream.read(_HEAD)) is not None
    except OSError:
        return False
