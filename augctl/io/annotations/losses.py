"""What a format cannot hold of a picture besides its marks, in the words of all formats."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from augctl.io.annotations.model import Picture

# Numbers and paths that formats give to all that they hold, and new ones to what is written again.
_NUMBERS = frozenset(["id", "segment_id", "area_share", "folder", "path", "segmented", "size"])
# What is there for every thing in COCO and VOC, and says nothing as long as it is this.
_USUAL = {"iscrowd": "0", "pose": "Unspecified", "truncated": "0", "difficult": "0"}


def telling(extras: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name the attributes that say something, in order of alphabet.

    >>> telling([{"id": 7, "iscrowd": 0, "by": "me"}, {"id": 8, "iscrowd": 1}])
    ['by', 'iscrowd']
    """
    return sorted(
        {
            name
            for extra in extras
            for name, value in extra.items()
            if name not in _NUMBERS and str(value) != _USUAL.get(name)
        }
    )


def lost_facts(picture: Picture, holds: Collection[str] = ()) -> list[str]:
    """Say in words what is known of a picture as a whole and is lost.

    Args:
        picture: As it is to be written.
        holds: What the format can hold of `labels`, `class_map` and `extra`.

    >>> lost_facts(Picture("1.jpg", labels=("cat",), extra={"licence": 3}), holds=["labels"])
    ['facts about the picture (licence)']
    """
    lost = []
    if picture.labels and "labels" not in holds:
        lost.append("the class of the picture as a whole")
    if picture.class_map is not None and "class_map" not in holds:
        lost.append("the class of every pixel")
    names = () if "extra" in holds else telling([picture.extra])
    if names:
        lost.append(f"facts about the picture ({', '.join(names)})")
    return lost
