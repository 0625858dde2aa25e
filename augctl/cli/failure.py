"""How a failure looks: what happened, what to do, and the exit code."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from itertools import takewhile
from typing import Any

from augctl.cli.printing import console, count, plain
from augctl.errors import AugctlError, RecipeError
from augctl.io.paths import readable

_INTERRUPTED = 130


def report(error: BaseException) -> int:
    """Print an error to stderr, and as JSON to stdout where that was asked for.

    Returns:
        The exit code.
    """
    error = _explained(error)
    if isinstance(error, AugctlError):
        message, hint, code = error.message, error.hint, error.exit_code
    elif isinstance(error, KeyboardInterrupt):
        message, hint, code = "interrupted", "", _INTERRUPTED
    elif isinstance(error, (OSError, MemoryError)):
        message = f"The system refused: {error or 'out of memory'}."
        hint, code = "Mend the cause and run again; AUGCTL_DEBUG=1 shows where it happened.", 1
    else:
        message = f"This is a bug in augctl: {type(error).__name__}: {error}"
        hint, code = "Set AUGCTL_DEBUG=1 to see where, and please report it.", 1
    problems = None
    if isinstance(error, RecipeError):
        problems = [
            {key: getattr(problem, key) for key in problem.__dataclass_fields__}
            for problem in error.problems
        ]
    _print_json(code, type(error).__name__, message, hint, problems)
    _print(error, message, hint)
    return code


def report_usage(stop: SystemExit) -> int:
    """Finish what the parser began: it has printed what was wrong, but not as JSON.

    Returns:
        The exit code.
    """
    code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    cause = stop.__context__
    if code == _INTERRUPTED:
        return report(KeyboardInterrupt())
    # The parser's exceptions have no public name; this method of theirs is public.
    describe = getattr(cause, "format_message", None)
    if code and describe is not None:
        _print_json(code, "UsageError", describe(), "See --help.")
    return code


def _print_json(
    code: int,
    kind: str,
    message: str,
    hint: str,
    problems: list[dict[str, Any]] | None = None,
) -> None:
    if "--json" not in takewhile(lambda word: word != "--", sys.argv[1:]):
        return
    body: dict[str, Any] = {"kind": kind, "message": readable(message), "hint": hint}
    if problems is not None:
        body["problems"] = problems
    with suppress(OSError):  # where stdout takes nothing more, stderr still tells
        print(json.dumps({"ok": False, "exit_code": code, "error": body}))  # noqa: T201


def _explained(error: BaseException) -> BaseException:
    """Turn a failed import into a message that names the fix, where there is one."""
    if isinstance(error, ImportError):
        from augctl.io.native import explain_import_error

        return explain_import_error(error) or error
    return error


def _print(error: BaseException, message: str, hint: str) -> None:
    from rich.text import Text

    err = console(stderr=True)
    if not isinstance(error, RecipeError):
        err.print(Text("Error: ", "bold red"), Text(plain(message, lines=True)), sep="")
        if hint:
            err.print(Text(plain(hint, lines=True)))
        return
    for problem in error.problems:
        place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
        err.print(Text(plain(place), "bold"), Text(plain(problem.where), "cyan"))
        for word, text, style in (
            ("expected", problem.expected, ""),
            ("found", problem.found, "red"),
            ("nearest", problem.nearest, "green"),
        ):
            if text:
                err.print(Text(f"  {word:<9}", "dim"), Text(plain(text), style), sep="")
    err.print(Text(count(len(error.problems), "problem"), "bold red"))
