"""What a worker needs to know, small enough to send to a new process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from augctl.engine.annotated import AnnotatedReader
from augctl.engine.originals import Originals
from augctl.engine.render import Renderer
from augctl.io.annotations.store import Store, read_header
from augctl.io.codecs.decoding import Needs
from augctl.io.sinks.annotated import AnnotatedSink
from augctl.io.sinks.folder import FolderSink
from augctl.io.sources.images import ImageReader
from augctl.planning.index import Index, Order
from augctl.planning.plan import Lane
from augctl.recipe.compile import Recipe, load
from augctl.sample import Sample


@dataclass(frozen=True)
class Layout:
    """Where things lie in an output folder."""

    out: Path

    @property
    def data(self) -> Path:
        """The dataset itself."""
        return self.out / "data"

    @property
    def state(self) -> Path:
        """What augctl keeps for itself."""
        return self.out / ".augctl"

    @property
    def fingerprint(self) -> Path:
        """What the run is a run of; without it, nothing was begun."""
        return self.state / "state.json"

    @property
    def receipts(self) -> Path:
        """One file per committed shard."""
        return self.state / "receipts"

    @property
    def begun(self) -> Path:
        """One file per shard that is being made, naming its outputs before they are written."""
        return self.state / "begun"

    @property
    def temporary(self) -> Path:
        """Files that are being written."""
        return self.state / "tmp"

    @property
    def index(self) -> Path:
        """The index of the originals."""
        return self.state / "index"

    @property
    def beside(self) -> Path:
        """The index of what stages read beside the originals."""
        return self.index / "beside"

    @property
    def fits(self) -> Path:
        """What stages learned."""
        return self.state / "fit"


def target_format(recipe: Recipe, index: Index) -> str:
    """Return the format of the output: `folder`, or one of annotations."""
    wanted = recipe.output.format
    return index.format if wanted == "same" else wanted


def reader_for(root: Path, recipe: Recipe) -> ImageReader:
    """Make what reads the originals the way a recipe says."""
    rules = recipe.input
    return ImageReader(root, rules.max_pixels, rules.animated == "skip")


Sink = FolderSink | AnnotatedSink

SampleReader = ImageReader | AnnotatedReader


def sample_reader(images: ImageReader, index: Index) -> SampleReader:
    """Make what reads originals with what is marked in them, if anything is."""
    if index.format == "folder":
        return images
    about = read_header(index.folder)
    palette = about.form.get("palette", ())
    return AnnotatedReader(images, Store(index.folder), palette, about.upright is not False)


@dataclass(frozen=True)
class Work:
    """One phase of a run, as a worker sees it. Everything heavy is opened where it is used.

    Attributes:
        root: The input.
        out: The output folder.
        mark: Names run and phase; receipts with another mark are of something else.
        recipe_data: The recipe in full, as plain data.
        index_folder: Where the index is.
        order_folder: Where the order is.
        starts: The order's class boundaries.
        lanes: The lanes of this phase by number.
    """

    root: Path
    out: Path
    mark: str
    recipe_data: Mapping[str, Any]
    index_folder: Path
    order_folder: Path
    starts: tuple[int, ...]
    lanes: Mapping[int, Lane]

    @cached_property
    def recipe(self) -> Recipe:
        """The compiled recipe."""
        return load(self.recipe_data)

    @cached_property
    def index(self) -> Index:
        """The index of the originals."""
        return Index(self.index_folder)

    @cached_property
    def order(self) -> Order:
        """The originals that chains work on."""
        return Order(self.order_folder, self.starts)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what a worker opens for itself."""
        fields = self.__dataclass_fields__
        return {name: value for name, value in self.__dict__.items() if name in fields}


@dataclass(frozen=True)
class Job(Work):
    """One phase of a run on images.

    Attributes:
        sink: Names the outputs.
        neighbours: Files with the neighbours that mixes need, by chain and step.
    """

    sink: Sink
    neighbours: Mapping[tuple[str, str], Path]

    @cached_property
    def reader(self) -> ImageReader:
        """Reads the files of originals."""
        return reader_for(self.root, self.recipe)

    @cached_property
    def samples(self) -> SampleReader:
        """Reads originals with what is marked in them."""
        return sample_reader(self.reader, self.index)

    @property
    def format(self) -> str:
        """The format of the output: `folder`, or one of annotations."""
        return target_format(self.recipe, self.index)

    @cached_property
    def renderer(self) -> Renderer:
        """Renders units."""
        index, reader = self.index, self.samples

        def read(number: int, needs: Needs | None) -> Sample:
            return reader.read(index[number], needs)

        neighbours = {key: np.load(file, mmap_mode="r") for key, file in self.neighbours.items()}
        return Renderer(self.recipe.seed, Originals(index, read), self.order, neighbours)
