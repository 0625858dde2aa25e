"""What is known of each output besides its pixels: what stands beside it, and what is told last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from augctl.engine.annotated import AnnotatedReader
from augctl.engine.job import SampleReader, Sink
from augctl.io.annotations.model import Picture
from augctl.io.annotations.store import plain
from augctl.io.original import Original
from augctl.io.sinks.annotated import AnnotatedSink
from augctl.manifest import Row
from augctl.sample import Image, Sample
from augctl.stages.image._affine import size_of

# What tells originals apart in their own dataset, and would be wrong of a picture made of them.
_OWN = frozenset({"id", "file_name", "width", "height", "coco_url", "flickr_url"})


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to an output.

    Attributes:
        files: Path relative to OUT/data, and content.
        pictures: What is known of it, for the files that describe all outputs; one or none.
        marks: What the manifest says of its marks.
        lost: What the format of the output cannot hold.
        things: Classes of what is marked in it, one for each mark.
    """

    files: list[tuple[str, bytes]] = field(default_factory=list)
    pictures: list[Row] = field(default_factory=list)
    marks: Row | None = None
    lost: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Tells what is known of outputs.

    Attributes:
        sink: Names the outputs, and writes what stands beside them.
        samples: Reads the originals, and has what is annotated of them.
        same: Whether outputs have the format of the originals, which can hold all of it.
    """

    sink: Sink
    samples: SampleReader
    same: bool

    def of_original(self, name: str, original: Original) -> Beside:
        """Tell what its dataset says of an original that goes among the outputs as it is."""
        picture = self._picture(original)
        size = picture.size or (original.width, original.height)
        classes = None
        if isinstance(self.samples, AnnotatedReader):
            if not self.same and self.samples.turns(original):
                # What counts stored pixels in one format counts those that are seen in another.
                sample = self.samples.read(original)
                size, classes = size_of(sample.image), sample.class_map
                picture = replace(picture, marks=sample.marks)
            elif picture.class_map is not None:
                # As it is stored: the picture goes out with its EXIF orientation, and not turned.
                classes = self.samples.stored_map(picture.class_map)
        marks = None if picture.marks is None else {"kept": len(picture.marks)}
        picture = replace(picture, file_name=name, size=size, split=original.split)
        return replace(self._beside(picture, classes), marks=marks)

    def of_derived(self, name: str, original: Original, sample: Sample) -> Beside:
        """Tell what is known of a sample that was made, under a name relative to OUT/data."""
        picture = self._picture(original)
        labels = picture.labels
        if sample.label.weights:
            labels = tuple(label for label, _ in sample.label.weights)
        extra = {key: value for key, value in picture.extra.items() if key not in _OWN}
        mapped = None if sample.class_map is None else picture.class_map
        picture = Picture(
            name, original.split, size_of(sample.image), labels, sample.marks, mapped, extra
        )
        return self._beside(picture, sample.class_map)

    def _picture(self, original: Original) -> Picture:
        if isinstance(self.samples, AnnotatedReader):
            return self.samples.store[original.number]
        labels = () if original.label is None else (original.label,)
        return Picture(original.path, original.split, labels=labels)

    def _beside(self, picture: Picture, classes: Image | None) -> Beside:
        sink = self.sink
        if not isinstance(sink, AnnotatedSink):
            return Beside(lost=() if self.same else tuple(_lost_in_folders(picture, classes)))
        # Asked with the class map of the original: the name of a new one has only who can hold it.
        lost = () if self.same else sink.losses(picture)
        mapped = None if classes is None else sink.map_name(picture.file_name)
        picture = replace(picture, class_map=mapped, split=picture.split if sink.split else None)
        files = list(sink.beside(picture, classes if mapped else None))
        marks = () if picture.marks is None else picture.marks.things
        things = tuple(thing.label for thing in marks)
        return Beside(files, [plain(picture)], None, tuple(lost), things)


def _lost_in_folders(picture: Picture, classes: Image | None) -> Iterator[str]:
    """Say in words what class folders cannot hold."""
    if picture.marks:
        yield "what is marked"
    if classes is not None:
        yield "the class of every pixel"
    if len(picture.labels) > 1:
        yield "all classes of a picture that has several"
