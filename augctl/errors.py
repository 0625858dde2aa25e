"""Every error that augctl raises on purpose.

    AugctlError
    ├── UsageError            the command or its surroundings are wrong, nothing was written  exit 2
    │   ├── RecipeError       one or more problems in a recipe, each with its place
    │   ├── InputError        the input folder is missing, empty, or holds nothing readable
    │   ├── ConflictError     OUT holds something else, or another run is using it
    │   └── MissingPart       a Python package or system library is not installed
    ├── RunError              the run began and could not go on                              exit 1
    │   ├── OutputError       a file could not be written: disk full, read-only, permission
    │   ├── WorkerError       workers died for a reason that no single input explains
    │   └── CheckFailed       verify or replay found a difference
    ├── Interrupted           Ctrl-C or SIGTERM; the run can be resumed            exit 130, 143
    └── BadInput              one input cannot be used: it is reported and the run goes on

`BadInput` never ends a run. `OutputError` always does. The two are never confused, because the
first is raised only where an input is read and the second only where an output is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AugctlError(Exception):
    """Base of all; `message` says what happened, `hint` what to do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(AugctlError):
    """The command cannot start as it was given; nothing was written."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a recipe, at a place that an editor can jump to.

    `line` and `column` count from 1; 0 means that the whole file is meant.
    """

    file: str
    line: int
    column: int
    where: str
    expected: str
    found: str
    nearest: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        where = f"{self.where}: " if self.where else ""
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{place}: {where}expected {self.expected}, found {self.found}{hint}"


class RecipeError(UsageError):
    """All problems of a recipe at once, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(UsageError):
    """There is nothing to expand at the given path."""


class ConflictError(UsageError):
    """The output folder is in use, or holds something that augctl must not replace."""


class MissingPart(UsageError):
    """A package or system library is missing; the hint is the command that installs it."""


class RunError(AugctlError):
    """The run began and could not go on."""


class OutputError(RunError):
    """An output could not be written; what is committed stays, and the run can be resumed."""


class WorkerError(RunError):
    """Worker processes died again and again without one input to blame."""


class CheckFailed(RunError):
    """The dataset on disk is not what its manifest says."""


class Interrupted(AugctlError):
    """A signal asked the run to stop."""

    def __init__(self, signal_number: int) -> None:
        super().__init__("interrupted", "Run the same command again to resume.")
        self.exit_code = 128 + signal_number


class BadInput(AugctlError):
    """One input cannot be used.

    `reason` is a short code for machines (`truncated`, `too_large`, …); the message is for people.
    `stage` names the stage that refused it, once that is known.
    """

    def __init__(self, reason: str, message: str, stage: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.stage = stage


class Rejected(Exception):
    """A unit failed its gates in every attempt; `scores` are those of the last."""

    def __init__(self, attempts: int, scores: dict[str, float]) -> None:
        super().__init__(attempts, scores)
        self.attempts = attempts
        self.scores = scores
