"""What a format cannot hold of a picture besides its marks, in the words of all formats."""

from __future__ import annotations

from collections.abc import Collection

from augctl.io.annotations.model import Picture


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
    if picture.extra and "extra" not in holds:
        lost.append(f"facts about the picture ({', '.join(sorted(picture.extra))})")
    return lost
