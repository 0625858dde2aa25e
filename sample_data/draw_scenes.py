"""Draws the scenes beside this file: fruit in boxes, landscapes in class maps, people in keypoints.

`python sample_data/draw_scenes.py [FOLDER]` writes them anew. What the annotations say is measured
in what is drawn, at four times the resolution; the same versions draw the same pixels.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SIZE = WIDTH, HEIGHT = 320, 240
_FINE = 4

FRUIT = {"tomato": (206, 44, 32), "lemon": (238, 196, 22), "plum": (104, 52, 150)}
LAND = {
    "sky": (250, 232, 208),
    "hill": (150, 178, 62),
    "water": (48, 122, 196),
    "tree": (22, 98, 62),
    "house": (196, 62, 44),
}
POINTS = {
    "head": (238, 188, 152),
    "left_hand": (246, 196, 40),
    "right_hand": (246, 196, 40),
    "left_foot": (190, 44, 44),
    "right_foot": (190, 44, 44),
}
_GROUNDS = [(176, 158, 140), (228, 222, 212), (112, 120, 126), (150, 168, 160)]
_SHIRTS = [(60, 120, 190), (70, 150, 120), (130, 90, 170), (90, 160, 190), (110, 120, 140)]


def blob(x, y, a, b, turn=0.0, tip=0.0):
    """Return an ellipse with half axes a and b, turned by so many radians; a tip makes a lemon."""
    t = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    points = np.stack([a * (np.cos(t) + tip * np.cos(t) ** 15), b * np.sin(t)], axis=1)
    cos, sin = np.cos(turn), np.sin(turn)
    return points @ np.array([(cos, sin), (-sin, cos)]) + (x, y)


def limb(start, end, width):
    """Return the outline of a line with round ends."""
    ends = np.concatenate([blob(*start, width / 2, width / 2), blob(*end, width / 2, width / 2)])
    return cv2.convexHull(ends.astype(np.float32))[:, 0].astype(float)


def area(*rings):
    """Return how much of each pixel lies in any of some rings, 0 to 1; pixels end at integers."""
    fine = np.zeros((HEIGHT * _FINE, WIDTH * _FINE), np.uint8)
    for ring in rings:
        cv2.fillPoly(fine, [np.rint((np.array(ring) * _FINE - 0.5) * 16).astype(int)], 255, shift=4)
    return cv2.resize(fine, SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255


def box_of(*rings):
    """Return the box around rings as far as they are in the picture: x, y, width, height."""
    points = np.clip(np.concatenate(rings), 0, SIZE)
    return [*points.min(axis=0).tolist(), *np.ptp(points, axis=0).tolist()]


def clouds(rng, cells_x, cells_y):
    """Return smooth noise of about -1 to 1, shape (height, width, 1)."""
    coarse = rng.uniform(-1, 1, (cells_y, cells_x)).astype(np.float32)
    return cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)[..., None]


def paint(picture, cover, colour, round_at=None):
    """Lay a colour over a picture; what is round is lighter at its upper left."""
    tint = np.array(colour, np.float32)
    if round_at is not None:
        x, y, reach = round_at
        away = np.hypot(*(np.indices((HEIGHT, WIDTH)) - np.array([y, x])[:, None, None]))[..., None]
        tint = tint * (1.15 - 0.5 * np.clip(away / reach, 0, 1))
        tint = tint + 130 * np.clip(1 - away / (0.28 * reach), 0, 1) ** 2
    picture += (tint - picture) * cover


def shade(picture, ring, strength=0.45, by=(3, 5)):
    """Let something cast a soft shadow."""
    picture *= 1 - strength * cv2.GaussianBlur(area(ring + by), (0, 0), 3.5)[..., None]


def save(picture, file):
    """Write a JPEG."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(file, quality=88, optimize=True)


def table(rng):
    """Return a table of wood, linen, slate or paint."""
    kind = int(rng.integers(4))
    grain = [(5, 60), (90, 90), (14, 12), (6, 5)][kind]
    picture = np.array(_GROUNDS[kind], np.float32) * (1 + 0.07 * clouds(rng, *grain))
    if kind == 0:
        picture[rng.integers(20, 50) :: 58] *= 0.72
    if kind == 1:
        picture[:, ::4] *= 0.96
        picture[::4] *= 0.96
    return picture * (1 + 0.1 * clouds(rng, 3, 3)) + rng.normal(0, 1.5, (HEIGHT, WIDTH, 1))


def fruit(rng):
    """Draw fruit on a table; return the picture and [name, box] for each."""
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
        shade(picture, ring)
        paint(picture, area(ring), FRUIT[name], (x - 0.35 * a, y - 0.4 * a, 1.6 * a))
        if name == "tomato":
            for leaf in range(5):
                angle = turn + leaf * 2 * np.pi / 5
                tip = (x + 0.36 * a * np.cos(angle), y + 0.36 * a * np.sin(angle))
                paint(picture, area(limb((x, y), tip, 0.11 * a)), (58, 120, 44))
        if name == "plum":
            along = np.array([np.cos(turn), np.sin(turn)]) * 0.7 * a
            seam = area(limb((x, y) - along + (0, 2), (x, y) + along + (0, 2), 1.4))
            paint(picture, 0.5 * seam, (62, 26, 98))
        things.append([name, box_of(ring)])
    return picture, things


def landscape(rng):
    """Draw hills, a lake, trees and houses; return the picture and the class of every pixel."""
    down = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    top = np.array([(176, 206, 232), (232, 200, 206), (206, 196, 222)][int(rng.integers(3))])
    picture = top + (np.array(LAND["sky"]) - top) * np.minimum(1, 1.6 * down)
    picture = np.repeat(picture, WIDTH, axis=1)
    classes = np.zeros((HEIGHT, WIDTH), np.uint8)

    def lay(name, ring, colour=None, light=1.0, cover=1.0):
        found = area(ring)
        grain = 1 + 0.05 * clouds(rng, 60, 45) + 0.06 * clouds(rng, 8, 12)
        picture[...] += (np.array(colour or LAND[name]) * light * grain - picture) * found * cover
        classes[found[..., 0] >= 0.5] = list(LAND).index(name)

    x = np.linspace(0, WIDTH, 81)
    for step, light in enumerate((1.12, 1.0, 0.88)):
        waves = np.sin(x / rng.uniform(28, 60) + rng.uniform(0, 6)) * rng.uniform(6, 16)
        y = 95 + 38 * step + waves + rng.uniform(-0.12, 0.12) * (x - WIDTH / 2)
        ground = np.concatenate([np.stack([x, y], axis=1), [(WIDTH, HEIGHT), (0, HEIGHT)]])
        lay("hill", ground, light=light)
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


def person(picture, rng, x, y, tall):
    """Draw somebody who faces us with the feet at y; return the outlines and the keypoints."""
    unit = tall / 10
    shirt, lean = _SHIRTS[int(rng.integers(len(_SHIRTS)))], rng.uniform(-0.5, 0.5) * unit
    neck, hip = np.array((x + lean, y - 6.9 * unit)), np.array((x, y - 3.9 * unit))
    head = neck - (-lean / 2, 1.7 * unit)
    torso = limb(neck + (0, 0.9 * unit), hip, 2.3 * unit)
    parts, points = [], [(*head, 2)]
    # Who faces us has the left hand at our right.
    for side in (1, -1):
        shoulder = neck + (0.75 * side * unit, 0.5 * unit)
        angle = rng.uniform(-1.1, 1.1)
        hand = shoulder + 3.1 * unit * np.array((side * np.cos(angle), np.sin(angle)))
        behind = rng.random() < 0.12
        if behind:
            hand = hip + (0.35 * side * unit, -0.6 * unit)
        elbow = (shoulder + hand) / 2 + (side * (1.1 * unit if behind else 0), 0.35 * unit)
        parts += [(limb(shoulder, elbow, 0.9 * unit), shirt), (limb(elbow, hand, 0.85 * unit), shirt)]
        parts.append((blob(*hand, 0.68 * unit, 0.68 * unit), POINTS["left_hand"]))
        points.append((*hand, 1 if behind else 2))
    for side in (1, -1):
        foot = np.array((x + side * rng.uniform(0.8, 2.1) * unit, y - 0.45 * unit))
        parts.append((limb(hip + (0.55 * side * unit, 0.4 * unit), foot, 1.05 * unit), (62, 68, 92)))
        shoe = limb(foot - (0.2 * side * unit, 0), foot + (0.45 * side * unit, 0), 0.95 * unit)
        parts.append((shoe, POINTS["left_foot"]))
        points.append((*foot, 2))
    hair = [(84, 56, 36), (40, 36, 40), (190, 140, 70), (140, 70, 40)][int(rng.integers(4))]
    parts += [(torso, shirt), (blob(*(head - (0, 0.3 * unit)), 1.38 * unit, 1.42 * unit), hair)]
    parts.append((blob(*(head + (0, 0.15 * unit)), 1.15 * unit, 1.2 * unit), POINTS["head"]))
    rings = [ring for ring, _ in parts]
    shadow = 1 - 0.3 * cv2.GaussianBlur(area(blob(x, y, 3 * unit, 0.5 * unit)), (0, 0), 3)
    picture *= shadow[..., None]
    for ring, colour in parts:
        paint(picture, area(ring), colour)
    return rings, points


def park(rng):
    """Draw people in a park; return the picture and (rings, keypoints) of each."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32) + (206, 226, 238)
    picture += 8 * clouds(rng, 4, 4)
    for level, colour in ((118, (186, 206, 190)), (150, (196, 208, 160))):
        x = np.linspace(0, WIDTH, 60)
        y = level + 9 * np.sin(x / rng.uniform(30, 50) + rng.uniform(0, 6))
        ring = np.concatenate([np.stack([x, y], axis=1), [(WIDTH, HEIGHT), (0, HEIGHT)]])
        paint(picture, area(ring), np.array(colour) * (1 + 0.05 * clouds(rng, 80, 60)))
    people = []
    count = int(rng.integers(1, 4))
    for k in range(count):
        middle = WIDTH * (k + 0.5) / count + rng.uniform(-8, 8)
        tall = rng.uniform(100, 150) if count < 3 else rng.uniform(80, 116)
        people.append(person(picture, rng, middle, rng.uniform(196, 228), tall))
    return picture, people
