"""The base of all sections of a recipe."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of all: unknown keys are errors, nothing changes once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
