"""The sample: one item on its way through a chain. Frozen, so a stage can only return a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from augctl.marks import Marks

Image = NDArray[Any]
"""An image: HWC, uint8 or uint16, with 1 (grey), 3 (RGB) or 4 (RGBA) channels."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a sample is: nothing, one class, or a distribution over classes.

    `weights` pairs class names with shares in order of share, heaviest first; shares sum to 1.

    >>> cat, dog = Label.of("cat"), Label.of("dog")
    >>> cat.mix(dog, 0.75).weights
    (('cat', 0.75), ('dog', 0.25))
    >>> cat.mix(dog, 0.25).heaviest
    'dog'
    >>> cat.mix(cat, 0.1).soft
    False
    """

    weights: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, name: str | None) -> Label:
        """Make the label of one class, or of none."""
        return cls(((name, 1.0),)) if name is not None else cls()

    @property
    def heaviest(self) -> str | None:
        """The class with the largest share; at a tie, the one that came first."""
        return self.weights[0][0] if self.weights else None

    @property
    def soft(self) -> bool:
        """Whether more than one class has a share."""
        return len(self.weights) > 1

    def mix(self, other: Label, share: float) -> Label:
        """Blend: `share` of this label, the rest of the other. Classes without a share go."""
        return Label.blend(((self, share), (other, 1.0 - share)))

    @staticmethod
    def blend(parts: Sequence[tuple[Label, float]]) -> Label:
        """Blend labels by their shares, which sum to 1; the first stays if one of them is empty.

        >>> cat, dog, owl = Label.of("cat"), Label.of("dog"), Label.of("owl")
        >>> Label.blend([(cat, 0.2), (dog, 0.5), (owl, 0.0), (cat, 0.3)]).weights
        (('cat', 0.5), ('dog', 0.5))
        >>> Label.blend([(cat, 0.2), (Label.of(None), 0.8)]).weights
        (('cat', 1.0),)
        """
        first = parts[0][0]
        if not all(label.weights for label, _ in parts):
            return first
        total: dict[str, float] = {}
        for label, share in parts:
            for name, weight in label.weights:
                total[name] = total.get(name, 0.0) + share * weight
        if len(total) == 1:
            return first
        kept = [(name, weight) for name, weight in total.items() if weight > 0]
        if len(kept) == 1:
            return Label.of(kept[0][0])
        return Label(tuple(sorted(kept, key=lambda pair: -pair[1])))


@dataclass(frozen=True, slots=True)
class Sample:
    """One item: where it came from, what it is, and its data by slot.

    Attributes:
        id: Path of the original, relative to the input folder, with `/`.
        label: Class, distribution, or nothing.
        slots: Data by slot name; `image` holds an `Image`.
        icc: Colour profile of the image as it was read, or None.
        lost: What could not be kept so far, in words for the manifest.
        marks: What is marked in the image; None where the data has no marks.
    """

    id: str
    label: Label
    slots: Mapping[str, Any] = field(default_factory=dict)
    icc: bytes | None = None
    lost: tuple[str, ...] = ()
    marks: Marks | None = None

    @property
    def image(self) -> Image:
        """The image slot: HWC, uint8 or uint16."""
        image: Image = self.slots["image"]
        return image

    @property
    def classes(self) -> frozenset[str]:
        """What `only` goes by: the heaviest class of the sample, and the classes of its marks."""
        things = () if self.marks is None else self.marks.things
        own = self.label.heaviest
        return frozenset(thing.label for thing in things) | ({own} if own is not None else set())

    @property
    def class_map(self) -> Image | None:
        """The class of every pixel, if the data has it: shape (height, width, 1), as `image`."""
        classes: Image | None = self.slots.get("class_map")
        return classes

    def with_image(self, image: Image) -> Sample:
        """Return the same sample with other pixels."""
        # Not by `replace`, which takes longer than some stages do.
        slots = {**self.slots, "image": image}
        return Sample(self.id, self.label, slots, self.icc, self.lost, self.marks)

    def with_class_map(self, classes: Image) -> Sample:
        """Return the same sample with another class for every pixel."""
        return replace(self, slots={**self.slots, "class_map": classes})

    def with_marks(self, marks: Marks) -> Sample:
        """Return the same sample with other marks."""
        return replace(self, marks=marks)

    def with_label(self, label: Label) -> Sample:
        """Return the same sample under another label."""
        return replace(self, label=label)


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of pixels that an image has.

    Attributes:
        channels: 1 (grey), 3 (RGB) or 4 (RGBA).
        bits: Per channel: 8 or 16.

    >>> str(Kind(1, 8)), str(Kind(4, 16))
    ('grey', 'RGBA 16-bit')
    """

    channels: int
    bits: int

    @classmethod
    def of(cls, image: Image) -> Kind:
        """Return the kind of an image."""
        return cls(image.shape[2], 8 * image.dtype.itemsize)

    def __str__(self) -> str:
        name = {1: "grey", 3: "RGB", 4: "RGBA"}[self.channels]
        return name if self.bits == 8 else f"{name} {self.bits}-bit"


KINDS = tuple(Kind(channels, bits) for bits in (8, 16) for channels in (1, 3, 4))
"""Every kind that an original can have."""


def full_scale(image: Image) -> int:
    """Return the value of white: 255 for uint8, 65535 for uint16."""
    return (1 << 8 * image.itemsize) - 1
