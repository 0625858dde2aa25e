"""What becomes of marks where something is put over them, and of those that come with it.

- A thing keeps what is seen of it: masks and outlines lose what is covered, and its box is around
  what is left. `visible` falls by the share that is covered of what was still seen, so what is
  covered twice counts once.
- A rotated box becomes the smallest one around what is seen of it.
- A box alone loses what is covered along a whole side of it, as the rest is a box again. Where else
  it is covered it goes on behind the cover: `visible` falls, and what is covered twice counts
  twice, as a box cannot tell.
- Class maps become 0 under a cover, as they are wherever a colour stands.
- Keypoints under a cover are marked and hidden.
- What is pasted ends where the paste ends, as at the edge of an image: keypoints beyond are not
  marked.
- What is covered wholly goes. How much must be left otherwise, others say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from augctl.marks import Marks, Shape
from augctl.rings import bounds, rectangle
from augctl.sample import Image, Sample
from augctl.stages.image._affine import Affine, shift, size_of
from augctl.stages.image._area import Mask, mask_of, place, share_of_box, share_under
from augctl.stages.image._box import Box
from augctl.stages.image._marks import edges, moved, moved_map, tight
from augctl.stages.image._outlines import beside, box_beside

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
    return _behind(result, mask)


def cut_out(sample: Sample, image: Image, subject: Mask) -> Sample:
    """Return a sample with its image replaced but for a subject, and marks of what is gone hidden.

    A box alone holds background even if its thing is all there: of it counts what the subject
    reaches, from its first to its last pixel.
    """
    result = sample.with_image(image)
    if sample.marks is None and sample.class_map is None:
        return result
    return _behind(result, 1 - subject, solid=True)


def _behind(sample: Sample, mask: Mask, *, solid: bool = False) -> Sample:
    if sample.class_map is not None:
        sample = sample.with_class_map(sample.class_map * (1 - mask)[..., None])
    if sample.marks is not None:
        sample = sample.with_marks(_hidden(sample.marks, mask, 1.0, solid=solid))
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


def _hidden(marks: Marks, mask: Mask, visibility: float, *, solid: bool = False) -> Marks:
    """Cut marks to what a mask leaves of them.

    Args:
        marks: The marks.
        mask: Of the whole canvas: what is not seen.
        visibility: What keypoints under the mask get: 1, or 0 where nothing is known of there.
        solid: Whether a box alone that is cut counts as seen up to its new edges.
    """
    if not mask.any():
        return marks
    boxes, visible, shapes = marks.boxes.copy(), marks.visible.copy(), list(marks.shapes)
    for i, shape in enumerate(marks.shapes):
        if shape is None or (shape.mask is None and not shape.rings and shape.corners is None):
            boxes[i], share = _rest_of_box(boxes[i], mask, solid=solid)
        else:
            shape, boxes[i], share = _rest_of_shape(shape, boxes[i], mask)
        visible[i] *= share
        # Of what is seen wholly, keypoints just outside of its outline are part.
        if shape is not None and (share < 1 or visibility > 0):
            shape = _with_points_under(mask, shape, visibility)
        shapes[i] = shape
    return Marks(marks.things, boxes, visible, tuple(shapes)).where(visible > _NOTHING)


def _rest_of_box(
    box: NDArray[np.float64], mask: Mask, *, solid: bool
) -> tuple[NDArray[np.float64], float]:
    """Return a box alone after, and how much of it is still seen."""
    rest = box_beside(box, mask)
    if rest is None:
        return box, 0.0
    if solid:
        return rest, float(np.prod((rest[2:] - rest[:2]) / (box[2:] - box[:2])))
    return rest, 1 - share_of_box(box, mask)


def _rest_of_shape(
    shape: Shape, box: NDArray[np.float64], mask: Mask
) -> tuple[Shape, NDArray[np.float64], float]:
    """Return a shape after, the box around it, and how much of it is still seen."""
    share = 1 - share_under(mask, box, shape)
    # By whole pixels, as what is pasted has a cover of pixels that its own outline cuts.
    if share >= 1 or share <= _NOTHING:
        return shape, box, share
    around: tuple[float, ...] = tuple(box)
    corners, rings, own = shape.corners, shape.rings, shape.mask
    if corners is not None:
        left, share = beside((corners,), mask)
        if left:
            points = np.concatenate(left)
            corners, around = rectangle(points), bounds(points)
    if rings:
        rings, share = beside(rings, mask)
        around = bounds(np.concatenate(rings)) if rings else around
    if own is not None:
        rest = tight(replace(own, values=own.values & ~place(own).of(mask)))
        if rest is None:
            return shape, box, 0.0
        share = int(rest.values.sum()) / int(own.values.sum())
        own, around = rest, edges(rest)
    return replace(shape, rings=rings, mask=own, corners=corners), np.array(around), share


def seen(marks: Marks, mapping: Affine, part: Box | Mask) -> Marks:
    """Move marks onto a canvas where only a part of them is seen, and cut them to it."""
    if isinstance(part, Box):
        # Cut as by the edges of a canvas of its own.
        alone = shift(part[2:], -part.x, -part.y).after(mapping)
        return _shifted(moved(marks, alone), part.x, part.y)
    return _hidden(moved(marks, mapping), 1 - part, 0.0)


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
