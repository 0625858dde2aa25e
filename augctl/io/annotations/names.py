"""Names of pictures without the layout of the dataset that they come from."""

from __future__ import annotations

from augctl.io.annotations.places import IMAGE_FOLDERS
from augctl.io.annotations.splits import split_in


def bare(file_name: str) -> str:
    """Return a path without the folders at its start that name a split, or that it is an image.

    >>> bare("images/train2017/cats/1.jpg"), bare("train/images/1.jpg"), bare("cats/train/1.jpg")
    ('cats/1.jpg', '1.jpg', 'cats/train/1.jpg')
    """
    *folders, name = file_name.split("/")
    while folders and (folders[0].lower() in IMAGE_FOLDERS or _is_split(folders[0])):
        folders.pop(0)
    return "/".join((*folders, name))


def _is_split(folder: str) -> bool:
    # One word and a year at most: `steam_train` may be a class.
    return split_in(folder) is not None and folder.rstrip("0123456789").isalpha()
