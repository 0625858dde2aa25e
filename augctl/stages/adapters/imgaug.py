"""Every imgaug augmenter as a stage: `imgaug.<Augmenter>`, by its own name and parameters.

Importing imgaug takes a second and 280 MB, so nothing here imports it until a name is asked for.
"""

from __future__ import annotations

from functools import cache

from augctl.stages.base import Stage


def names() -> list[str]:
    """List the augmenters on offer, sorted; those of submodules as `pillike.Equalize`."""
    from augctl.stages.adapters._imgaug_library import offered

    return sorted(offered())


@cache
def find(name: str) -> type[Stage]:
    """Return the stage of an augmenter: the same class at every call.

    Raises:
        KeyError: No augmenter on offer has that name.
    """
    from augctl.stages.adapters._imgaug_stage import make

    return make(name)


def withheld() -> dict[str, str]:
    """Map each augmenter that is not on offer to the reason."""
    from augctl.stages.adapters._imgaug_library import WITHHELD

    return dict(WITHHELD)
