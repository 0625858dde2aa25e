"""What becomes of marks where something is put over them, and of those that come with it.

- A thing that is covered goes on behind the cover: its box, its outlines and the corners of its
  rotated box stay, and `visible` falls by the share that is covered, of its mask or outline where
  there is one, else of its box. What is covered twice counts twice, but for masks.
- Masks and class maps say what is seen of each pixel. Masks lose what is covered, with their box
  around what is left; class maps become 0, as they are wherever a colour stands.
- Keypoints under a cover are marked and hidden.
- What is pasted ends where the paste ends, as at the edge of an image: boxes and outlines are cut
  to what is seen of them, and keypoints beyond are not marked.
- What is covered wholly goes. How much must be left otherwise, others say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from augctl.marks import Bitmap, Marks, Shape
from augctl.sample import Image, Sample
from augctl.stages.image._affine import Affine, shift, size_of
from augctl.stages.image._area import (
    Mask,
    mask_of,
    pixels,
    place,
    share_of_box,
    share_under,
    window,
)
from augctl.stages.image._box import Box
from augctl.stages.image._marks import edges, moved, moved_map, tight

Share = Callable[[Mask, NDArray[np.float64], Shape | None], float]
"""Says how much of a thing, by its box and its shape, is under a mask: 0 to 1."""

# Sums of shares may be off in their last digits.
_NOTHING = 1e-9


def covered(sample: Sample, image: Image, cover: Iterable[Box] | Mask) -> Sample:
    """Return a sample with its image covered, and what is marked in it hidden alike.

    Args:
        sample: The sample before.
        image: The image after.
        cover: Where it is covered: whole pixels, maybe several times.
    """
    result = sample.with_image(image)
    if sample.marks is None and sample.class_map is None:
        return result
    mask = cover if isinstance(cover, np.ndarray) else mask_of(list(cover), size_of(image))
    return _behind(result, mask, share_under)


def cut_out(sample: Sample, image: Image, subject: Mask) -> Sample:
    """Return a sample with its image replaced but for a subject, and marks of what is gone hidden.

    A box alone holds background even if its thing is all there: of it counts what the subject
    reaches, from its first to its last pixel.
    """
    result = sample.with_image(image)
    if sample.marks is None and sample.class_map is None:
        return result
    return _behind(result, 1 - subject, _share_beyond)


def _behind(sample: Sample, mask: Mask, share: Share) -> Sample:
    if sample.class_map is not None:
        sample = sample.with_class_map(sample.class_map * (1 - mask)[..., None])
    if sample.marks is not None:
        sample = sample.with_marks(_hidden(sample.marks, mask, share))
    return sample


def pasted_on(
    anchor: Sample, image: Image, partner: Sample, mapping: Affine, part: Box | Mask
) -> Sample:
    """Return an anchor with a part of its image from a partner, and the marks of both.

    Args:
        anchor: The anchor before; the result has marks, or a class map, if it has.
        image: The image after.
        partner: What is pasted.
        mapping: Where points of the partner go on the canvas of the anchor.
        part: Where the partner is seen.
    """
    result = covered(anchor, image, [part] if isinstance(part, Box) else part)
    if result.class_map is not None and partner.class_map is not None:
        mask = mask_of([part], mapping.size) if isinstance(part, Box) else part
        classes = moved_map(partner.class_map, mapping, 0)
        result = result.with_class_map(np.where(mask[..., None] > 0, classes, result.class_map))
    if result.marks is not None and partner.marks is not None:
        result = result.with_marks(result.marks.and_those(seen(partner.marks, mapping, part)))
    return result


def cleared(sample: Sample) -> Sample:
    """Return a sample with the same image where nothing is marked yet."""
    if sample.marks is not None:
        sample = sample.with_marks(sample.marks.where(np.zeros(len(sample.marks), np.bool_)))
    if sample.class_map is not None:
        sample = sample.with_class_map(np.zeros_like(sample.class_map))
    return sample


def _hidden(marks: Marks, mask: Mask, share_hidden: Share) -> Marks:
    if not mask.any():
        return marks
    boxes, visible, shapes = marks.boxes.copy(), marks.visible.copy(), list(marks.shapes)
    for i, shape in enumerate(marks.shapes):
        share = share_hidden(mask, boxes[i], shape)
        visible[i] *= 1 - share
        if shape is None:
            continue
        if shape.mask is not None and 0 < share < 1:
            values = shape.mask.values & ~place(shape.mask).of(mask)
            rest = tight(replace(shape.mask, values=values))
            assert rest is not None
            shape, boxes[i] = replace(shape, mask=rest), edges(rest)
        shapes[i] = _with_points_under(mask, shape, 1.0)
    return Marks(marks.things, boxes, visible, tuple(shapes)).where(visible > _NOTHING)


def seen(marks: Marks, mapping: Affine, part: Box | Mask) -> Marks:
    """Move marks onto a canvas where only a part of them is seen, and cut them to it."""
    if isinstance(part, Box):
        # Cut as by the edges of a canvas of its own.
        alone = shift(part[2:], -part.x, -part.y).after(mapping)
        return _shifted(moved(marks, alone), part.x, part.y)
    there = moved(marks, mapping)
    if not len(there):
        return there
    one_by_one = (there.where(np.arange(len(there)) == i) for i in range(len(there)))
    return reduce(Marks.and_those, (_seen_one(mark, part) for mark in one_by_one))


def _shifted(marks: Marks, x: int, y: int) -> Marks:
    """Move marks by whole pixels to where there is room for them."""
    by = np.array((x, y), np.float64)
    shapes = [None if shape is None else _shifted_shape(shape, by) for shape in marks.shapes]
    return replace(marks, boxes=marks.boxes + np.tile(by, 2), shapes=tuple(shapes))


def _shifted_shape(shape: Shape, by: NDArray[np.float64]) -> Shape:
    mask, corners, points = shape.mask, shape.corners, shape.keypoints
    if mask is not None:
        mask = replace(mask, x=mask.x + int(by[0]), y=mask.y + int(by[1]))
    if corners is not None:
        corners = corners + by
    if points is not None:
        # Those that are not marked have no place.
        points = points + np.append(by, 0) * (points[:, 2:] > 0)
    rings = tuple(ring + by for ring in shape.rings)
    return replace(shape, rings=rings, mask=mask, corners=corners, keypoints=points)


def _seen_one(mark: Marks, mask: Mask) -> Marks:
    """Cut a single mark to what is seen of it through a mask; maybe none is left."""
    size = mask.shape[1], mask.shape[0]
    share = share_under(mask, mark.boxes[0], mark.shapes[0])
    if share <= _NOTHING:
        return mark.where(np.array([False]))
    if share >= 1:
        return mark
    own = pixels(mark.shapes[0], size)
    around = window(mark.boxes[0], size) if own is None else place(own)
    values = around.of(mask) if own is None else own.values & around.of(mask)
    rest = tight(Bitmap(around.x, around.y, values))
    assert rest is not None
    cut = seen(mark, shift(size, 0, 0), place(rest))
    if not len(cut):
        return cut
    shape = cut.shapes[0]
    if shape is not None:
        shape = shape if shape.mask is None else replace(shape, mask=rest)
        shape = _with_points_under(1 - mask, shape, 0.0)
    return Marks(cut.things, cut.boxes, mark.visible * share, (shape,))


def _share_beyond(mask: Mask, box: NDArray[np.float64], shape: Shape | None) -> float:
    """Return the share of a thing that is under a mask, if in the gaps of the mask it is whole."""
    size = mask.shape[1], mask.shape[0]
    if pixels(shape, size) is not None:
        return share_under(mask, box, shape)
    part = window(box, size)
    rest = tight(Bitmap(part.x, part.y, 1 - part.of(mask))) if part.area else None
    return 1.0 if rest is None else 1 - share_of_box(box, mask_of([place(rest)], size))


def _with_points_under(mask: Mask, shape: Shape, visibility: float) -> Shape:
    """Give keypoints under a mask another visibility; those with 0 have no place either."""
    if shape.keypoints is None:
        return shape
    points = shape.keypoints.copy()
    height, width = mask.shape
    # The last pixel of a row ends where the image does.
    x = np.clip(np.floor(points[:, 0]).astype(np.intp), 0, width - 1)
    y = np.clip(np.floor(points[:, 1]).astype(np.intp), 0, height - 1)
    under = (mask[y, x] > 0) & (points[:, 2] > visibility)
    points[under, 2] = visibility
    points[points[:, 2] == 0] = 0.0
    return replace(shape, keypoints=points)
