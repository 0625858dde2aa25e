"""Finds which format a dataset has, by what each format's reader sees there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from augctl.errors import UsageError
from augctl.io.annotations.model import Reader


def detect(root: Path, readers: Mapping[str, Reader]) -> str | None:
    """Return the one format that a dataset has.

    Args:
        root: The folder of the dataset.
        readers: By name of their format.

    Returns:
        The name; None where none sees anything, as with class folders and pictures alone.

    Raises:
        UsageError: Several see something; the message names them, and what they see.
    """
    found = {
        name: evidence
        for name, reader in readers.items()
        if (evidence := reader.evidence(root)) is not None
    }
    if len(found) > 1:
        said = " and ".join(f"{name} ({evidence})" for name, evidence in found.items())
        raise UsageError(
            f"The input {root} could be {said}.",
            f"Set input.format in the recipe to one of them, or --format of inspect: "
            f"{', '.join(found)}.",
        )
    return next(iter(found), None)
