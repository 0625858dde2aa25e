"""Refuses parameters that would do nothing beside the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import PydanticCustomError

from augctl.params import Range
from augctl.stages.base import Stage


def refuse_idle(stage: Stage, names: Iterable[str], needed: str) -> None:
    """Refuse parameters that are not as they are by default.

    A run writes all of them down, so one that is as by default may have been written by nobody.

    Args:
        stage: The stage.
        names: Parameters without effect.
        needed: What gives them one.

    Raises:
        PydanticCustomError: One is set; it says what is needed.
    """
    fields = type(stage).model_fields
    for name in names:
        default = fields[name].get_default(call_default_factory=True)
        if _plain(getattr(stage, name)) != _plain(default):
            said = {"needed": needed, "name": name}
            raise PydanticCustomError("idle", "{needed} beside {name}", said)


def _plain(value: Any) -> Any:
    # The limits of a range are those of its type only once it is validated.
    return value.to_recipe() if isinstance(value, Range) else value
