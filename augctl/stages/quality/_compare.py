"""What gates that compare pixels share."""

from __future__ import annotations

from augctl.sample import Image, Sample
from augctl.stages.image._affine import size_of
from augctl.stages.image._channels import like
from augctl.stages.image._fit import resized


def fitted(anchor: Sample, sample: Sample) -> Image:
    """Return the anchor's image, resized and converted to be like the finished sample's."""
    image = anchor.image
    if size_of(image) != size_of(sample.image):
        image = resized(image, size_of(sample.image))
    return like(image, sample.image)
