"""What every annotation format is read into, and written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from augctl.marks import Marks
from augctl.sample import Image


@dataclass(frozen=True, slots=True)
class Category:
    """A class of things.

    Attributes:
        name: What it is called.
        id: The number that its dataset has for it; None where names are all there is.
        keypoints: Names of its keypoints, in order.
        mirrored: For each keypoint the number of the one that it becomes in a mirror; empty where
            none changes.
        extra: Whatever else its dataset says of it, as JSON values.
    """

    name: str
    id: int | None = None
    keypoints: tuple[str, ...] = ()
    mirrored: tuple[int, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture and what is known of it.

    Attributes:
        file_name: Its path below the folder of the dataset, with `/`; it never leaves that folder.
        split: The split that the dataset has it in, if it has any.
        size: Width and height in pixels, where the annotation says so.
        labels: Classes of the picture as a whole.
        marks: What is marked in it; None if the format knows no marks, empty if there are none.
        class_map: Path of a picture with the class of every pixel, below the folder, with `/`.
        extra: Whatever else its dataset says of it, as JSON values.
    """

    file_name: str
    split: str | None = None
    size: tuple[int, int] | None = None
    labels: tuple[str, ...] = ()
    marks: Marks | None = None
    class_map: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as its annotation describes it.

    Attributes:
        categories: In the order that their numbers have in the dataset.
        pictures: In order of path, each once; made while it is walked where a format allows that.
        extra: What the dataset says of itself, such as licences, as JSON values.
        form: How its files are laid out, as JSON values, for a writer of the same format that is to
            write alike: columns of a table, colours of classes. Other formats have no use for it.
        upright: Whether marks count the pixels of pictures as they are seen, and not as their files
            store them, where EXIF turns them; None where the size of each picture is to tell.
    """

    categories: tuple[Category, ...]
    pictures: Iterable[Picture]
    extra: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    upright: bool | None = None


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that is odd about an annotation; what becomes of it, the message says.

    Attributes:
        path: The file that is at fault, below the folder of the dataset.
        reason: One word for machines, such as `box_inverted`.
        message: What is wrong, where, and what became of it.
        mended: Whether its subject stays, changed as the message says; else it is left out.
        kept: Whether its subject stays just as it is.
        picture: The picture that it is about, below the folder of the dataset, where it is there.
    """

    path: str
    reason: str
    message: str
    mended: bool = False
    picture: str | None = None
    kept: bool = False


Report = Callable[[Oddity], None]


class Reader(Protocol):
    """What each format's module does to be read."""

    def evidence(self, root: Path) -> str | None:
        """Return the file or folder by which a dataset is known to have this format, or None."""

    def read(self, root: Path, report: Report) -> Dataset:
        """Read a dataset.

        Raises:
            UsageError: The annotation as a whole cannot be read: file, line, and what is wrong.
        """


class Writer(Protocol):
    """What each format's module does to be written."""

    def image_name(self, file_name: str, split: str | None) -> str:
        """Return where a picture goes, below the folder of the new dataset, with `/`."""

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation this format cannot hold."""

    def beside(
        self, picture: Picture, categories: tuple[Category, ...]
    ) -> Iterator[tuple[str, bytes]]:
        """Walk the files that stand beside a picture: path below the folder, and content.

        The picture has its new `file_name`, and its size.
        """

    def together(self, dataset: Dataset) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Walk the files that describe all pictures: path below the folder, content in parts.

        The parts of a file are good until the next file is asked for.
        """


@runtime_checkable
class FormWriter(Writer, Protocol):
    """A writer that can write in the same form as a dataset of its format has."""

    def alike(self, form: Mapping[str, Any]) -> Writer:
        """Return a writer for a dataset whose reader, of the same format, found this form."""


@runtime_checkable
class FittingWriter(Writer, Protocol):
    """A writer that writes one of several kinds, by what there is to write."""

    def fitting(self, dataset: Dataset) -> Writer:
        """Return the writer that keeps most of what is marked; it may walk all pictures."""


@runtime_checkable
class MapWriter(Writer, Protocol):
    """A writer of a format that has a class for every pixel."""

    def map_name(self, image_name: str) -> str:
        """Return where the class map of a picture goes that goes to `image_name`."""

    def map_file(self, classes: Image) -> bytes:
        """Return a class map, shape (height, width, 1), uint8 or uint16, as a file's content."""
