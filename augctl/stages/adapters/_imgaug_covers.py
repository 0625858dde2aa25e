"""Finds where augmenters of imgaug cover an image, which imgaug itself tells nowhere.

Those that drop or replace patches do the same to a black image as to a white one under the same
draws. Where both come out alike, nothing of an image is seen.
"""

from __future__ import annotations

from typing import Any

import imgaug.augmenters as iaa
import numpy as np
from numpy.typing import NDArray

from augctl.sample import Image

# Those that change single pixels are left out: they hide nothing that is larger.
_COVERING = (
    *(iaa.Cutout, iaa.CoarseDropout, iaa.TotalDropout, iaa.Dropout2d),
    *(iaa.CoarseSaltAndPepper, iaa.CoarseSalt, iaa.CoarsePepper),
)


class Covers:
    """Where an augmenter, which is used once, covers an image.

    Attributes:
        mask: Shape (height, width): 1 where it has covered it, else 0; None before it does.
    """

    def __init__(self, augmenter: Any) -> None:
        """Watch an augmenter and what is inside; none of them may move pixels."""
        self.mask: NDArray[np.uint8] | None = None
        for each in covering(augmenter):
            self._watch(each)

    def _watch(self, augmenter: Any) -> None:
        run = augmenter._augment_batch_

        def watched(batch: Any, random_state: Any, parents: Any, hooks: Any) -> Any:
            if batch.images is not None:
                black, white = (
                    # With draws of a copy, what is drawn for the image stays what it was.
                    run(_blank(batch, share), random_state.copy(), parents, hooks).images[0]
                    for share in (0, 1)
                )
                self._add(black, white)
            return run(batch, random_state, parents, hooks)

        augmenter._augment_batch_ = watched

    def _add(self, black: Image, white: Image) -> None:
        hidden = (black == white).all(axis=2).view(np.uint8)
        self.mask = hidden if self.mask is None else self.mask | hidden


def covering(augmenter: Any) -> list[Any]:
    """List those that cover patches: an augmenter itself, and what is inside it."""
    every = (augmenter, *augmenter.get_all_children(flat=True))
    return [each for each in every if isinstance(each, _COVERING)]


def _blank(batch: Any, share: int) -> Any:
    """Return images like those of a batch, black (0) or white (1)."""
    images = [np.full_like(image, share * np.iinfo(image.dtype).max) for image in batch.images]
    return type(batch)(images=images)
