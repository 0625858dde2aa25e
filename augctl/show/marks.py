"""Draws what is marked in an image over its picture.

Marks are scaled, not pictures of them: lines are as crisp and as wide on a stamp as on a poster.
Everything is drawn several times larger and averaged down, and each line has a dark rim, which
sets it off from a background of its own colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from augctl.marks import Bitmap, Marks, Points, Shape
from augctl.sample import Image as Array
from augctl.show.labels import Label, Named, place_labels
from augctl.show.layout import Box
from augctl.show.palette import DARK, Colour, ink_on, of_numbers
from augctl.show.theme import Theme
from augctl.show.typeface import ink_mask

_FINE = 4
_CLASS_MAP = 0.5
_MASK = 0.45
_OUTLINE = 0.25
_RIM = 0.6
_BOX_AROUND = 0.55
_LABEL = 0.92

# OpenCV takes parts of a pixel as whole numbers, with so many binary digits behind the point.
_DIGITS = 4

Coverage = NDArray[np.float32]
"""Shape (height, width), or with channels behind: how much of each pixel is drawn on, 0 to 1."""


def draw_marks(
    picture: Image.Image,
    marks: Marks | None,
    classes: Array | None,
    size: tuple[int, int],
    colours: Mapping[str, Colour],
    theme: Theme,
) -> Image.Image:
    """Return a picture with marks drawn over it.

    Args:
        picture: RGB, the image as it is shown; not changed.
        marks: In pixels of the image.
        classes: The class of every pixel, shape (height, width, 1).
        size: Width and height of the image.
        colours: A colour for each class of `marks`.
        theme: Widths of lines and size of type.
    """
    pen = _Pen(picture, (picture.width / size[0], picture.height / size[1]), theme)
    if classes is not None:
        pen.lay(of_numbers(classes[..., 0]))
    if marks is None or not len(marks):
        return pen.picture()
    drawn = [_Drawn(i, marks, colours, pen.scale) for i in range(len(marks))]
    for each in drawn:
        pen.fill(each, size)
    pen.stroke(drawn)
    pen.dots(drawn)
    named = [Named(each.name, *each.box) for each in drawn]
    style, pad = theme.mark_label, theme.mark_pad
    return pen.write(place_labels(named, picture.width, picture.height, style, pad), colours)


class _Drawn:
    """A thing in pixels of the picture."""

    def __init__(
        self,
        number: int,
        marks: Marks,
        colours: Mapping[str, Colour],
        scale: tuple[float, float],
    ) -> None:
        self.name = marks.things[number].label
        self.colour = colours[self.name]
        self.shape = marks.shapes[number] or Shape()
        self.scale = np.array(scale)
        self.box = (marks.boxes[number].reshape(2, 2) * self.scale).ravel()

    @property
    def rings(self) -> list[Points]:
        """Its outlines."""
        return [ring * self.scale for ring in self.shape.rings]

    @property
    def points(self) -> list[tuple[Points, bool]]:
        """Its keypoints that are marked, and whether each is seen."""
        points = self.shape.keypoints
        if points is None:
            return []
        return [(point[:2] * self.scale, bool(point[2] == 2)) for point in points if point[2] > 0]

    @property
    def lines(self) -> list[Points]:
        """All closed lines that show what it is, but for its box."""
        corners = [] if self.shape.corners is None else [self.shape.corners * self.scale]
        mask = self.shape.mask
        around = [] if mask is None else _contours(mask, math.ceil(2 * self.scale.max()))
        return [*self.rings, *corners, *(ring * self.scale for ring in around)]


def _contours(mask: Bitmap, parts: int) -> Iterator[Points]:
    """Walk the outlines of a mask, those of its holes too, off its edges by half a part at most.

    Args:
        mask: In pixels of the image, as the result is.
        parts: How many each pixel is cut into, for where they are seen one by one.
    """
    # OpenCV goes by the centres of pixels that are within.
    values = mask.values.repeat(parts, axis=0).repeat(parts, axis=1)
    found, _ = cv2.findContours(values, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for contour in found:
        yield (contour[:, 0] + 0.5) / parts + np.array((mask.x, mask.y))


class _Pen:
    """Pixels, and ways to draw on them."""

    def __init__(self, picture: Image.Image, scale: tuple[float, float], theme: Theme) -> None:
        self.pixels: NDArray[np.float32] = np.asarray(picture, np.float32).copy()
        self.scale = scale
        self.theme = theme
        self.width, self.height = picture.size

    def picture(self) -> Image.Image:
        return Image.fromarray(np.rint(self.pixels).astype(np.uint8))

    def ink(self, colour: Colour, coverage: Coverage, opacity: float = 1.0) -> None:
        share = coverage[..., None] * np.float32(opacity)
        self.pixels += (np.array(colour, np.float32) - self.pixels) * share

    def lay(self, layer: NDArray[np.uint8]) -> None:
        """Lay a premultiplied picture over all, half transparent."""
        shown = self.shrunk(layer)
        self.pixels *= 1 - np.float32(_CLASS_MAP) * shown[..., 3:]
        self.pixels += np.float32(_CLASS_MAP * 255) * shown[..., :3]

    def shrunk(self, layer: NDArray[np.uint8]) -> Coverage:
        """Bring a layer to the size of the picture, and to 0 to 1."""
        smaller = layer.shape[1] > self.width
        method = cv2.INTER_AREA if smaller else cv2.INTER_NEAREST
        shown = cv2.resize(layer, (self.width, self.height), interpolation=method)
        return np.divide(shown, 255, dtype=np.float32)

    def blank(self) -> NDArray[np.uint8]:
        return np.zeros((self.height * _FINE, self.width * _FINE), np.uint8)

    def averaged(self, fine: NDArray[np.uint8]) -> Coverage:
        small = cv2.resize(fine, (self.width, self.height), interpolation=cv2.INTER_AREA)
        return np.divide(small, 255, dtype=np.float32)

    def fill(self, thing: _Drawn, size: tuple[int, int]) -> None:
        """Tint what lies within its mask or its outlines."""
        mask = thing.shape.mask
        if mask is not None:
            height, width = mask.values.shape
            canvas = np.zeros(size[::-1], np.uint8)
            canvas[mask.y : mask.y + height, mask.x : mask.x + width] = mask.values * np.uint8(255)
            self.ink(thing.colour, self.shrunk(canvas), _MASK)
        elif thing.rings:
            fine = self.blank()
            cv2.fillPoly(fine, [_fixed(ring) for ring in thing.rings], 255, shift=_DIGITS)
            self.ink(thing.colour, self.averaged(fine), _OUTLINE)

    def stroke(self, drawn: list[_Drawn]) -> None:
        """Draw all lines: rims under them all, so that no rim cuts a line."""
        line, rim = self.theme.mark_line, self.theme.mark_rim
        around = [(each, [self.frame(each)]) for each in drawn if each.lines]
        clear = [(each, each.lines or [self.frame(each)]) for each in drawn]
        for strokes, width, opacity in ((around, 0.6 * line, _BOX_AROUND), (clear, line, 1.0)):
            every = [ring for _, rings in strokes for ring in rings]
            self.ink(DARK, self.drawn_lines(every, width + 2 * rim), _RIM * opacity)
            for colour in dict.fromkeys(each.colour for each, _ in strokes):
                rings = [ring for each, some in strokes if each.colour == colour for ring in some]
                self.ink(colour, self.drawn_lines(rings, width), opacity)

    def frame(self, thing: _Drawn) -> Points:
        """Return the corners of its box, so far inside that the whole line is seen."""
        inset = self.theme.mark_line / 2 + self.theme.mark_rim
        limit = np.array((self.width - inset, self.height - inset))
        left, upper, right, lower = np.clip(
            thing.box.reshape(2, 2), inset, np.maximum(limit, inset)
        ).ravel()
        return np.array([(left, upper), (right, upper), (right, lower), (left, lower)])

    def drawn_lines(self, rings: list[Points], width: float) -> Coverage:
        fine = self.blank()
        thickness = max(1, round(width * _FINE))
        points = [_fixed(ring) for ring in rings]
        cv2.polylines(fine, points, True, 255, thickness, shift=_DIGITS)
        return self.averaged(fine)

    def dots(self, drawn: list[_Drawn]) -> None:
        """Draw keypoints: full where seen, a ring where hidden."""
        radius, rim = self.theme.mark_dot, self.theme.mark_rim
        points = [(each.colour, *point) for each in drawn for point in each.points]
        self.ink(DARK, self.discs([at for _, at, _ in points], radius + rim))
        for colour in dict.fromkeys(colour for colour, _, _ in points):
            own = [at for other, at, _ in points if other == colour]
            self.ink(colour, self.discs(own, radius))
        self.ink(DARK, self.discs([at for _, at, seen in points if not seen], 0.45 * radius))

    def discs(self, centres: list[Points], radius: float) -> Coverage:
        fine = self.blank()
        length = round(radius * _FINE * (1 << _DIGITS))
        for x, y in (_fixed(at).tolist() for at in centres):
            cv2.circle(fine, (x, y), length, 255, -1, shift=_DIGITS)
        return self.averaged(fine)

    def write(self, labels: list[Label], colours: Mapping[str, Colour]) -> Image.Image:
        """Set names on plates of their colour."""
        for name in dict.fromkeys(label.name for label in labels):
            boxes = [label.box for label in labels if label.name == name]
            self.ink(colours[name], self.plates(boxes), _LABEL)
        canvas, style = self.picture(), self.theme.mark_label
        for label in labels:
            for span in label.line:
                x = label.box.x + self.theme.mark_pad + span.x
                mask = ink_mask(span.text, style, x - int(x))
                place = int(x) - style.line_px, label.box.y
                canvas.paste(ink_on(colours[label.name]), place, mask)
        return canvas

    def plates(self, boxes: list[Box]) -> Coverage:
        """Draw rectangles with rounded corners."""
        fine = self.blank()
        radius = self.theme.mark_pad * _FINE // 2
        for box in boxes:
            left, upper = box.x * _FINE + radius, box.y * _FINE + radius
            right, lower = box.right * _FINE - 1 - radius, box.bottom * _FINE - 1 - radius
            cv2.rectangle(fine, (left, upper), (right, lower), 255, -1)
            # A thick line has round ends.
            corners = np.array([(left, upper), (right, upper), (right, lower), (left, lower)])
            cv2.polylines(fine, [corners], True, 255, 2 * radius)
        return self.averaged(fine)


def _fixed(points: Points) -> NDArray[np.int32]:
    """Turn pixels of the picture, counted from its edge, into those that OpenCV draws at."""
    # OpenCV counts from the centre of the first pixel.
    centred = points * _FINE - 0.5
    return np.rint(centred * (1 << _DIGITS)).astype(np.int32)
