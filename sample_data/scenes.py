"""Scenes for the sample data, drawn from outlines, so that it is known where everything is.

Outlines are of shape (n, 2), x and y in pixels, and count from the left upper edge of the picture.
Pictures are of shape (height, width, 3), float32, in levels from 0 to 255. What a generator of the
same seed draws is the same, pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Ring = NDArray[np.float64]
Picture = NDArray[np.float32]
Point = Sequence[float] | Ring
Colour = Sequence[float] | Ring

Person = tuple[list[Ring], list[tuple[float, float, int]]]
"""The outlines of the parts; and the places of `POINTS`, in their order, with 2 for one that is
seen and 1 for one behind something."""

SIZE = WIDTH, HEIGHT = 320, 240
FINE = 4
"""Edges are drawn so many times finer, and then averaged."""

FRUIT = {"tomato": (206, 44, 32), "lemon": (238, 196, 22), "plum": (104, 52, 150)}
"""The colour of each class, which no ground is near to."""

LAND = {
    "background": (250, 232, 208),
    "hill": (150, 178, 62),
    "water": (48, 122, 196),
    "tree": (22, 98, 62),
    "house": (196, 62, 44),
}
"""The colour of each class, in the order of their numbers. Behind everything is the sky."""

HEAD, HAND, FOOT = (238, 172, 124), (246, 196, 40), (190, 44, 44)
POINTS = {
    "head": HEAD,
    "left_hand": HAND,
    "right_hand": HAND,
    "left_foot": FOOT,
    "right_foot": FOOT,
}
"""The colour around each keypoint, where it is seen."""

_GROUNDS = ((176, 158, 140), (228, 222, 212), (112, 120, 126), (150, 168, 160))
_SHIRTS = ((60, 120, 190), (70, 150, 120), (130, 90, 170), (90, 160, 190), (110, 120, 140))
_HAIR = ((84, 56, 36), (40, 36, 40), (190, 140, 70), (140, 70, 40))
_TROUSERS = (62, 68, 92)
_SKIES = ((176, 206, 232), (232, 200, 206), (206, 196, 222))


def blob(x: float, y: float, a: float, b: float, turn: float = 0.0, tip: float = 0.0) -> Ring:
    """Return an ellipse with half axes a and b, turned by so many radians; a tip makes a lemon."""
    t = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    points = np.stack([a * (np.cos(t) + tip * np.cos(t) ** 15), b * np.sin(t)], axis=1)
    cos, sin = np.cos(turn), np.sin(turn)
    return points @ np.array([(cos, sin), (-sin, cos)]) + (x, y)


def limb(start: Point, end: Point, width: float) -> Ring:
    """Return the outline of a line with round ends."""
    ends = np.concatenate([blob(*start, width / 2, width / 2), blob(*end, width / 2, width / 2)])
    return cv2.convexHull(ends.astype(np.float32))[:, 0].astype(float)


def below(x: Ring, y: Ring) -> Ring:
    """Return the outline of all that is below a line across the picture."""
    return np.array([*zip(x, y, strict=True), (WIDTH, HEIGHT), (0, HEIGHT)])


def filled(*rings: Ring | list[Any]) -> NDArray[np.uint8]:
    """Return a drawing of rings, 0 or 255, `FINE` times as large as the picture."""
    fine = np.zeros((HEIGHT * FINE, WIDTH * FINE), np.uint8)
    for ring in rings:
        # OpenCV counts from the middle of the first pixel, and here in sixteenths.
        corners = np.rint((np.array(ring) * FINE - 0.5) * 16).astype(np.int32)
        cv2.fillPoly(fine, [corners], 255, shift=4)
    return fine


def area(*rings: Ring | list[Any]) -> Picture:
    """Return how much of each pixel lies in any of some rings: shape (height, width, 1), 0 to 1."""
    share = cv2.resize(filled(*rings), SIZE, interpolation=cv2.INTER_AREA)
    return share.astype(np.float32)[..., None] / 255


def clouds(rng: Generator, cells_x: int, cells_y: int) -> Picture:
    """Return smooth noise of about -1 to 1, shape (height, width, 1)."""
    coarse = rng.uniform(-1, 1, (cells_y, cells_x)).astype(np.float32)
    return cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)[..., None]


def paint(
    picture: Picture, cover: Picture, colour: Colour, round_at: Sequence[float] | None = None
) -> None:
    """Lay a colour over a picture; what is round is lighter at its upper left."""
    tint = np.array(colour, np.float32)
    if round_at is not None:
        x, y, reach = round_at
        away = np.hypot(*(np.indices((HEIGHT, WIDTH)) - np.array([y, x])[:, None, None]))[..., None]
        tint = tint * (1.15 - 0.5 * np.clip(away / reach, 0, 1))
        tint = tint + 130 * np.clip(1 - away / (0.28 * reach), 0, 1) ** 2
    picture += (tint - picture) * cover


def cast(picture: Picture, ring: Ring, strength: float) -> None:
    """Lay a soft shadow on a picture."""
    picture *= 1 - strength * cv2.GaussianBlur(area(ring), (0, 0), 3.5)[..., None]


def table(rng: Generator) -> Picture:
    """Return a table of wood, linen, slate or paint."""
    kind = int(rng.integers(4))
    grain = [(5, 60), (90, 90), (14, 12), (6, 5)][kind]
    picture = np.array(_GROUNDS[kind], np.float32) * (1 + 0.07 * clouds(rng, *grain))
    if kind == 0:  # the gaps between planks
        picture[rng.integers(20, 50) :: 58] *= 0.72
    if kind == 1:  # threads
        picture[:, ::4] *= 0.96
        picture[::4] *= 0.96
    return picture * (1 + 0.1 * clouds(rng, 3, 3)) + rng.normal(0, 1.5, (HEIGHT, WIDTH, 1))


def fruit(rng: Generator) -> tuple[Picture, list[tuple[str, Ring]]]:
    """Draw fruit on a table; return the picture, and class and outline of each."""
    picture, things, taken = table(rng), [], []
    wanted = int(rng.integers(3, 8))
    for _ in range(200):
        name = str(rng.choice(list(FRUIT), p=(0.55, 0.3, 0.15)))
        a = rng.uniform(17, 34)
        x, y = rng.uniform((42, 42), (WIDTH - 42, HEIGHT - 42))
        near = (np.hypot(x - u, y - v) < 1.2 * (a + other) + 4 for u, v, other in taken)
        if len(things) == wanted or any(near):
            continue
        taken.append((x, y, a))
        b = a * {"tomato": 0.94, "lemon": 0.72, "plum": 0.82}[name]
        turn = rng.uniform(0, np.pi)
        ring = blob(x, y, a, b, turn, 0.22 if name == "lemon" else 0)
        cast(picture, ring + np.array((3, 5)), 0.45)
        paint(picture, area(ring), FRUIT[name], (x - 0.35 * a, y - 0.4 * a, 1.6 * a))
        if name == "tomato":
            for leaf in range(5):
                angle = turn + leaf * 2 * np.pi / 5
                tip = (x + 0.36 * a * np.cos(angle), y + 0.36 * a * np.sin(angle))
                paint(picture, area(limb((x, y), tip, 0.11 * a)), (58, 120, 44))
        if name == "plum":
            u, v = 0.7 * a * np.cos(turn), 0.7 * a * np.sin(turn)
            seam = area(limb((x - u, y - v + 2), (x + u, y + v + 2), 1.4))
            paint(picture, 0.5 * seam, (62, 26, 98))
        things.append((name, ring))
    return picture, things


def landscape(rng: Generator) -> tuple[Picture, NDArray[np.uint8]]:
    """Draw hills, a lake, trees and houses; return the picture and the class of every pixel."""
    down = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    top = np.array(_SKIES[int(rng.integers(3))])
    picture = top + (np.array(LAND["background"]) - top) * np.minimum(1, 1.6 * down)
    picture = np.repeat(picture, WIDTH, axis=1)
    classes = np.zeros((HEIGHT, WIDTH), np.uint8)

    def lay(
        name: str,
        ring: Ring | list[Any],
        colour: Colour | None = None,
        light: float = 1.0,
        cover: float = 1.0,
    ) -> None:
        found = area(ring)
        grain = 1 + 0.05 * clouds(rng, 60, 45) + 0.06 * clouds(rng, 8, 12)
        picture[...] += (np.array(colour or LAND[name]) * light * grain - picture) * found * cover
        classes[found[..., 0] >= 0.5] = list(LAND).index(name)

    x = np.linspace(0, WIDTH, 81)
    for step, light in enumerate((1.12, 1.0, 0.88)):
        waves = np.sin(x / rng.uniform(28, 60) + rng.uniform(0, 6)) * rng.uniform(6, 16)
        y = 95 + 38 * step + waves + rng.uniform(-0.12, 0.12) * (x - WIDTH / 2)
        lay("hill", below(x, y), light=light)
        at = rng.permutation(np.arange(3, 78, 9 - step))
        for k in at[: rng.integers(2, 5)]:
            size = rng.uniform(0.7, 1.1) * (0.6 + 0.45 * step)
            u, v = x[k], y[k] + 5
            if rng.random() < 0.3:
                wall, roof = 22 * size, 14 * size
                square = [(u, v), (u + wall, v), (u + wall, v - roof), (u, v - roof)]
                lay("house", square, light=0.95)
                ridge = [(u - 3, v - roof), (u + wall + 3, v - roof), (u + wall / 2, v - 2 * roof)]
                lay("house", ridge, light=0.68)
                pane = blob(u + wall / 2, v - 0.55 * roof, 2.6 * size, 2.6 * size)
                lay("house", pane, (255, 226, 150))
            elif rng.random() < 0.5:
                for level in range(3):
                    w, base = (15 - 3.5 * level) * size, v - 13 * level * size
                    fir = [(u - w, base), (u + w, base), (u, base - 24 * size)]
                    lay("tree", fir, light=0.92 + 0.12 * level)
            else:
                lay("tree", limb((u, v), (u, v - 16 * size), 4 * size), (84, 66, 48))
                lay("tree", blob(u, v - 28 * size, 14 * size, 17 * size), light=1.1)
    u, v = rng.uniform(60, WIDTH - 60), rng.uniform(212, 226)
    lake = blob(u, v, rng.uniform(70, 120), rng.uniform(16, 26))
    lay("water", lake)
    for _ in range(5):
        a, b = u + rng.uniform(-45, 45), v + rng.uniform(-9, 9)
        lay("water", limb((a, b), (a + 22, b), 1.6), (190, 220, 240), cover=0.5)
    return picture, classes


def person(picture: Picture, rng: Generator, x: float, y: float, unit: float) -> Person:
    """Draw somebody who faces us, ten units tall, with the feet at y."""
    shirt, lean = _SHIRTS[int(rng.integers(len(_SHIRTS)))], rng.uniform(-0.5, 0.5)

    def at(start: Point, right: float, down: float) -> Ring:
        return np.array(start) + np.array((right, down)) * unit

    hip = at((x, y), 0, -3.9)
    neck = at(hip, lean, -3)
    head = at(neck, lean / 2, -1.5)
    parts: list[tuple[Ring, Colour]] = []
    joints = [(*head, 2)]
    # Who faces us has the left hand at our right.
    for side in (1, -1):
        shoulder, angle = at(neck, 0.75 * side, 0.5), rng.uniform(-1.1, 1.1)
        hand = at(shoulder, 3.1 * side * np.cos(angle), 3.1 * np.sin(angle))
        elbow = at((shoulder + hand) / 2, 0, 0.35)
        behind = rng.random() < 0.12
        if behind:
            hand = at(hip, 0.35 * side, -0.6)
            elbow = at((shoulder + hand) / 2, 1.1 * side, 0.35)
        parts += [
            (limb(shoulder, elbow, 0.9 * unit), shirt),
            (limb(elbow, hand, 0.85 * unit), shirt),
        ]
        parts.append((limb(hand, hand, 1.36 * unit), HAND))
        joints.append((*hand, 1 if behind else 2))
    for side in (1, -1):
        foot = at((x, y), side * rng.uniform(0.8, 2.1), -0.45)
        parts.append((limb(at(hip, 0.55 * side, 0.4), foot, 1.05 * unit), _TROUSERS))
        parts.append((limb(at(foot, -0.2 * side, 0), at(foot, 0.45 * side, 0), 0.95 * unit), FOOT))
        joints.append((*foot, 2))
    parts.append((limb(at(neck, 0, 0.9), hip, 2.3 * unit), shirt))
    parts.append((limb(at(head, 0, -0.35), at(head, 0, -0.25), 2.75 * unit), _hair(rng)))
    parts.append((limb(at(head, 0, 0.1), at(head, 0, 0.2), 2.3 * unit), HEAD))
    cast(picture, blob(x, y, 3 * unit, 0.5 * unit), 0.3)
    for ring, colour in parts:
        paint(picture, area(ring), colour)
    eyes = [limb(at(head, side, 0.1), at(head, side, 0.1), 0.3 * unit) for side in (-0.42, 0.42)]
    smile = blob(*at(head, 0, 0.5), 0.42 * unit, 0.26 * unit)[:46]
    paint(picture, area(*eyes, smile), (96, 60, 52))
    return [ring for ring, _ in parts], joints


def _hair(rng: Generator) -> Colour:
    return _HAIR[int(rng.integers(len(_HAIR)))]


def park(rng: Generator) -> tuple[Picture, list[Person]]:
    """Draw people in a park; return the picture, and outlines and joints of each."""
    picture = np.float32((206, 226, 238)) + 8 * clouds(rng, 4, 4)
    x = np.linspace(0, WIDTH, 60)
    for level, colour in ((118, (186, 206, 190)), (150, (196, 208, 160))):
        y = level + 9 * np.sin(x / rng.uniform(30, 50) + rng.uniform(0, 6))
        paint(picture, area(below(x, y)), np.array(colour) * (1 + 0.04 * clouds(rng, 80, 60)))
    people = []
    count = int(rng.integers(1, 4))
    for k in range(count):
        middle = WIDTH * (k + 0.5) / count + rng.uniform(-8, 8)
        tall = rng.uniform(100, 150) if count < 3 else rng.uniform(80, 116)
        people.append(person(picture, rng, middle, rng.uniform(196, 228), tall / 10))
    return picture, people
