"""Refuses parameters that would do nothing beside the others."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic_core import PydanticCustomError

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
        if getattr(stage, name) != fields[name].get_default(call_default_factory=True):
            said = {"needed": needed, "name": name}
            raise PydanticCustomError("idle", "{needed} beside {name}", said)
