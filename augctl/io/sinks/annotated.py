"""Datasets with annotations out: pictures where a format has them, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from augctl.io.annotations.model import Category, MapWriter, Picture, Writer
from augctl.io.original import NAME_CLASH, STEM_CLASH, Original
from augctl.io.sinks.folder import FolderSink
from augctl.sample import Image


@dataclass(frozen=True, slots=True)
class AnnotatedSink:
    """Names the files of an annotated dataset, and writes what stands beside its pictures.

    Attributes:
        names: Makes names that no two outputs share.
        writer: Knows the format.
        categories: The classes of the dataset.
        split: Whether the data has splits.
    """

    names: FolderSink
    writer: Writer
    categories: tuple[Category, ...]
    split: bool

    def original(self, original: Original) -> str:
        """Return where an original goes, relative to OUT/data."""
        plain = _plain(original)
        if original.flags & STEM_CLASH:  # what stands beside it would have the name of another's
            plain = replace(plain, flags=plain.flags | NAME_CLASH)
        return self._placed(self.names.original(plain), original)

    def derived(
        self, original: Original, label: str | None, chain: str, copy: int, suffix: str
    ) -> str:
        """Return where an output goes, relative to OUT/data; see `FolderSink`."""
        name = self.names.derived(_plain(original), None, chain, copy, suffix)
        return self._placed(name, original)

    def _placed(self, name: str, original: Original) -> str:
        return self.writer.image_name(name, original.split if self.split else None)

    def losses(self, picture: Picture) -> tuple[str, ...]:
        """Say in words what of a picture's annotation the format cannot hold."""
        return self.writer.losses(picture)

    def beside(self, picture: Picture, classes: Image | None) -> Iterator[tuple[str, bytes]]:
        """Walk the files that stand beside a picture: path relative to OUT/data, and content.

        Args:
            picture: With its new name; `class_map` says whether it has one.
            classes: The class of every pixel, if there is one.
        """
        yield from self.writer.beside(picture, self.categories)
        if classes is not None and isinstance(self.writer, MapWriter):
            yield self.writer.map_name(picture.file_name), self.writer.map_file(classes)

    def map_name(self, image_name: str) -> str | None:
        """Return where the class map of a picture goes, if the format has class maps."""
        return self.writer.map_name(image_name) if isinstance(self.writer, MapWriter) else None


def _plain(original: Original) -> Original:
    """Take an original's class for no folder: annotations say it, and folders are just folders."""
    return replace(original, label=None)
