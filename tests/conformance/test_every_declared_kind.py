"""What every stage says that it takes is what it takes, and it keeps the kind of what it takes."""

from __future__ import annotations

import pytest
from cases import MODES, TRIED, draw, of_image, picture, run, the

from augctl.sample import Kind, Sample

# Of what is refused at this size, the kind is the reason. It divides by most counts of rows.
SIZE = (240, 240)


@pytest.mark.parametrize("name", TRIED)
def test_what_is_declared_is_what_is_done(name: str) -> None:
    stage = the(name)
    for mode in MODES:
        anchor = of_image(picture(SIZE, mode))
        kind = Kind.of(anchor.image)
        result = run(stage, anchor, draw(stage, anchor))
        refused = isinstance(result, tuple)
        assert refused == bool(stage.refuses(kind)), (kind, result)
        if refused:
            assert result == (
                "unsupported",
                f"{name} takes no {kind} images: {stage.refuses(kind)}",
            )
        elif isinstance(result, Sample):
            assert Kind.of(result.image) == kind
