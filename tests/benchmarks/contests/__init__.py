"""Which stages of the peers do the work of which of ours, with like parameters.

Parameters are set to do about the same work: sizes of kernels, counts of holes, borders. Where a
peer has several stages for it, the faster one that gives the same kind of result is taken. Peers
interpolate as they do by default, but average in `resize` and `downscale`, as ours do. A stage of
ours without a line here has no counterpart, or none that does comparable work.

In these the work is unlike, and the ratio says what the same purpose costs:

- shot_noise: ours adds normal noise of the variance of a Poisson count, from a bank; the peers
  draw Poisson counts, pixel by pixel, and Albumentations does so in linear light.
- snow: ours draws flakes in the air; Albumentations whitens the picture by a texture, and imgaug
  lays several layers of flakes that it blurs by their motion.
- fog: ours draws one field, how thick the fog is, imgaug another for how bright it is, and
  Albumentations paints discs, one after the other.
- rain: all have the same number of streaks, but ours are at three distances and antialiased, those
  of Albumentations of one width and blurred with the picture, those of imgaug blurred dots.
"""

from __future__ import annotations

from collections.abc import Sequence

from contests.blur import BLUR
from contests.colour import COLOUR
from contests.contest import Contest
from contests.erasing import ERASING
from contests.geometry import GEOMETRY
from contests.mixing import MIXING
from contests.noise import NOISE
from contests.weather import WEATHER

CONTESTS: Sequence[Contest] = (
    *GEOMETRY,
    *COLOUR,
    *NOISE,
    *BLUR,
    *ERASING,
    *WEATHER,
    *MIXING,
)
