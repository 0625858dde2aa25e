"""Moves what is marked in an image as an augmenter moves its pixels.

imgaug moves boxes, polygons and keypoints each in a way of its own: boxes grow with every turn,
broken polygons are mended by chance, points outside of the image stay behind. So it is asked for
less. A few probes travel with the image and tell the mapping; marks move by that, as they do in
stages of our own. Where an augmenter bends the image so that no such mapping says all, masks and
maps of classes travel with the pixels, and other marks are refused. What an augmenter covers is
hidden of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import imgaug.augmenters as iaa
import numpy as np
from imgaug.augmentables import KeypointsOnImage, SegmentationMapsOnImage
from numpy.typing import NDArray

from augctl.errors import BadInput
from augctl.mark_kinds import MarkKind
from augctl.marks import Bitmap, Marks, Points, Shape
from augctl.sample import Image, Sample
from augctl.stages.adapters._imgaug_covers import Covers, covering
from augctl.stages.adapters._imgaug_run import augment, augment_with
from augctl.stages.image._affine import Affine, Size, size_of
from augctl.stages.image._hidden import covered
from augctl.stages.image._marks import carried, edges, tight
from augctl.stages.image.perspective import Projective

# Modules of imgaug whose augmenters move pixels, and with them whatever lies on the image.
_MOVING = frozenset(
    f"imgaug.augmenters.{part}" for part in ("flip", "geometric", "pooling", "size")
)
# Jigsaw moves masks too, but brings them back to another size than the pixels.
_MOVING_PIXELS_ALONE = (iaa.Jigsaw, iaa.pillike.Affine, iaa.imgcorruptlike.ElasticTransform)
_BENDING = (iaa.ElasticTransformation, iaa.PiecewiseAffine)
_BENDING_IF_CHILDREN_MOVE = iaa.WithPolarWarping
_MOVING_A_PART = (
    *(iaa.BlendAlpha, iaa.BlendAlphaMask),
    *(iaa.WithChannels, iaa.WithHueAndSaturation, iaa.WithBrightnessChannels),
)

_WITH_PIXELS: frozenset[MarkKind] = frozenset({"mask", "class_map"})

# As shares of width and height. More than the four that a mapping needs: the others tell whether
# it says all.
_PROBES = np.stack(np.meshgrid(*2 * [np.linspace(0.02, 0.98, 5)]), axis=-1).reshape(-1, 2)

# In pixels. imgaug holds points in single precision.
_CLOSE = 0.02

# Any four points follow some mapping, and a fifth shows which.
_FEWEST = 5


def moves(augmenter: Any) -> bool:
    """Say whether an augmenter moves pixels, itself or by what is inside."""
    if isinstance(augmenter, _MOVING_PIXELS_ALONE):
        return True
    itself = type(augmenter).__module__ in _MOVING
    if itself and not isinstance(augmenter, _BENDING_IF_CHILDREN_MOVE):
        return True
    return any(map(moves, _children(augmenter)))


def refusal(augmenter: Any, kind: MarkKind) -> str:
    """Say why marks of a kind cannot follow the pixels; empty where they can."""
    return _move_refusal(augmenter, kind) or _cover_refusal(augmenter)


def _move_refusal(augmenter: Any, kind: MarkKind) -> str:
    if not moves(augmenter):
        return ""
    name = _name(augmenter)
    if isinstance(augmenter, _MOVING_PIXELS_ALONE):
        return f"imgaug's {name} moves pixels and leaves marks behind"
    if isinstance(augmenter, _MOVING_A_PART):
        return f"imgaug's {name} moves a part of what is seen, and the rest stays"
    if _bends(augmenter) and kind not in _WITH_PIXELS:
        return f"imgaug's {name} bends images, and only masks and class maps follow"
    inside = (_move_refusal(each, kind) for each in _children(augmenter))
    return next(filter(None, inside), "")


def _cover_refusal(augmenter: Any) -> str:
    """Say why what is covered inside an augmenter cannot be told; empty where it can."""
    for each in _all(augmenter):
        hidden = covering(each)
        if not hidden:
            continue
        if isinstance(each, _MOVING_A_PART):
            how = "shows a part of the image through"
        elif moves(each):
            how = "moves in the same step"
        else:
            continue
        return (
            f"imgaug's {_name(hidden[0])} covers what {_name(each)} {how}, so that nothing says"
            " how much of each mark is left; make it a stage of its own"
        )
    return ""


def augment_marked(augmenter: Any, sample: Sample, name: str) -> Sample:
    """Return a sample augmented, and what is marked in it moved or covered alike.

    The pixels are those that `augment` makes. New parts of a class map have class 0.

    Args:
        augmenter: An augmenter of imgaug, built under the same `seeded`.
        sample: One with marks that `refusal` has nothing against; not changed.
        name: What the augmenter is called, for messages.

    Raises:
        BadInput: The augmenter cannot take such an image, or did to it what marks cannot follow.
    """
    if not moves(augmenter):
        covers = Covers(augmenter)
        image = augment(augmenter, sample.image, name)
        if covers.mask is None:
            return sample.with_image(image)
        return covered(sample, image, covers.mask)
    if any(map(_bends, _all(augmenter))):
        return _with_pixels(augmenter, sample, name)
    return _by_probes(augmenter, sample, name)


def _children(augmenter: Any) -> Iterator[Any]:
    for children in augmenter.get_children_lists():
        yield from children


def _all(augmenter: Any) -> Iterator[Any]:
    yield augmenter
    for child in _children(augmenter):
        yield from _all(child)


def _bends(augmenter: Any) -> bool:
    if isinstance(augmenter, _BENDING_IF_CHILDREN_MOVE):
        return moves(augmenter)
    return isinstance(augmenter, _BENDING)


def _name(augmenter: Any) -> str:
    module = type(augmenter).__module__.rpartition(".")[2]
    inside = f"{module}." if module in ("pillike", "imgcorruptlike") else ""
    return inside + type(augmenter).__name__


def _colour_shape(sample: Sample) -> tuple[int, ...]:
    return sample.image[..., :3].shape


def _by_probes(augmenter: Any, sample: Sample, name: str) -> Sample:
    """Measure the mapping, and move marks by it."""
    before = _PROBES * size_of(sample.image)
    probes = KeypointsOnImage.from_xy_array(before.astype(np.float32), _colour_shape(sample))
    image, (after,) = augment_with(augmenter, sample.image, name, keypoints=probes)
    # Marks count from the edge of the image, as imgaug does; mappings from its first pixel.
    found = _mapping(before - 0.5, after.to_xy_array() - 0.5, size_of(image))
    if found is None:
        raise BadInput("unsupported", f"{name} moves this image in a way that marks cannot follow")
    if isinstance(found, Projective) and _mirrors(found):
        # Marks know which of them change places in a mirror, where the mapping is a plain one.
        size = size_of(sample.image)
        mirror = Affine.of(size, -1, 0, size[0] - 1, 0, 1, 0)
        sample = carried(sample, sample.image, mirror, 0)
        turned = np.array(((-1.0, 0.0, size[0] - 1), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
        found = Projective(found.size, found.matrix @ turned)
    return carried(sample, image, found, 0)


def _mapping(before: Points, after: Points, size: Size) -> Affine | Projective | None:
    """Find the mapping that brings points where they went, if they all follow one."""
    ones = np.ones((len(before), 1))
    solved = np.linalg.lstsq(np.hstack([before, ones]), after, rcond=None)[0]
    affine = Affine(np.asarray(solved.T, np.float64), size)
    if np.abs(affine.forward(before) - after).max() <= _CLOSE:
        return affine
    matrix: Any = cv2.findHomography(before, after, 0)[0]
    # What comes near the horizon goes far off, where single precision is no measure.
    near = (np.abs(after - np.array(size) / 2) <= size).all(axis=1)
    if matrix is None or near.sum() < _FEWEST:
        return None
    # One mapping has many matrices; what is seen lies before the horizon, where `w` is positive.
    w = matrix[2, :2] @ before.T + matrix[2, 2]
    middle = np.median(w[near])
    projective = Projective(size, matrix / middle)
    before, after = before[near & (w / middle > 0)], after[near & (w / middle > 0)]
    error = np.abs(projective.forward(before) - after).max()
    return projective if error <= _CLOSE else None


def _mirrors(mapping: Projective) -> bool:
    # Where `w` is positive, the determinant has the sign that areas get.
    return bool(np.linalg.det(mapping.matrix) < 0)


def _with_pixels(augmenter: Any, sample: Sample, name: str) -> Sample:
    """Let masks and the class map travel as a picture of their own."""
    marks, classes = sample.marks, sample.class_map
    masks = [shape.mask for shape in marks.shapes if shape and shape.mask] if marks else []
    layers, places = _layers(masks, sample.image.shape[:2])
    if classes is not None:
        layers.append(classes[..., 0].astype(np.int32))
    if not layers:
        return sample.with_image(augment(augmenter, sample.image, name))
    picture = SegmentationMapsOnImage(np.dstack(layers), _colour_shape(sample))
    image, (moved,) = augment_with(augmenter, sample.image, name, segmentation_maps=picture)
    values = moved.arr
    result = sample.with_image(image)
    if classes is not None:
        result = result.with_class_map(values[..., -1:].astype(classes.dtype))
    if marks is not None:
        found = [tight(_mask(values[..., place], i)) for i, place in enumerate(places)]
        result = result.with_marks(_with_masks(marks, found, size_of(image)))
    return result


def _layers(
    masks: list[Bitmap], size: tuple[int, ...]
) -> tuple[list[NDArray[np.int32]], list[int]]:
    """Draw masks, each by its number from 1, into as few layers as do without overlaps.

    Returns:
        The layers, each of shape `size`; and the number of the layer of each mask.
    """
    layers: list[NDArray[np.int32]] = []
    places = []
    for i, mask in enumerate(masks):
        height, width = mask.values.shape
        window = slice(mask.y, mask.y + height), slice(mask.x, mask.x + width)
        inside = mask.values > 0
        free = (k for k, layer in enumerate(layers) if not layer[window][inside].any())
        place = next(free, len(layers))
        if place == len(layers):
            layers.append(np.zeros(size, np.int32))
        layers[place][window][inside] = i + 1
        places.append(place)
    return layers, places


def _mask(layer: Image, number: int) -> Bitmap:
    return Bitmap(0, 0, (layer == number + 1).astype(np.uint8))


def _with_masks(marks: Marks, masks: list[Bitmap | None], size: Size) -> Marks:
    """Give things their moved masks, and boxes around these; those without any pixel go."""
    boxes, visible = np.zeros((len(marks), 4)), marks.visible.copy()
    shapes: list[Shape | None] = []
    for i, (shape, mask) in enumerate(zip(marks.shapes, masks, strict=True)):
        shapes.append(Shape(mask=mask))
        if mask is None or shape is None or shape.mask is None:
            visible[i] = 0.0
            continue
        box = boxes[i] = edges(mask)
        if min(box[:2]) == 0 or box[2] == size[0] or box[3] == size[1]:
            # Bending leaves areas about as they are; what is less was cut.
            share = int(mask.values.sum()) / max(int(shape.mask.values.sum()), 1)
            visible[i] *= min(share, 1.0)
    result = Marks(marks.things, boxes, visible, tuple(shapes))
    return result.where(visible > 0)
