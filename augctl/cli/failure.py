"""How a failure looks: what happened, what to do, and the exit code."""

from __future__ import annotations

import json
import sys

from augctl.errors import AugctlError, RecipeError

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
    else:
        message = f"This is a bug in augctl: {type(error).__name__}: {error}"
        hint, code = "Set AUGCTL_DEBUG=1 to see where, and please report it.", 1
    if "--json" in sys.argv:
        body: dict[str, object] = {"message": message, "hint": hint}
        if isinstance(error, RecipeError):
            body["problems"] = [
                {key: getattr(problem, key) for key in problem.__dataclass_fields__}
                for problem in error.problems
            ]
        print(json.dumps({"ok": False, "exit_code": code, "error": body}))  # noqa: T201
    _print(error, message, hint)
    return code


def _explained(error: BaseException) -> BaseException:
    """Turn a failed import into a message that names the fix, where there is one."""
    if isinstance(error, ImportError):
        from augctl.io.native import explain_import_error

        return explain_import_error(error) or error
    return error


def _print(error: BaseException, message: str, hint: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if isinstance(error, RecipeError):
        for problem in error.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else ""
            console.print(Text(place or problem.file, "bold"), Text(problem.where, "cyan"))
            console.print(Text("  expected ", "dim"), Text(problem.expected), sep="")
            console.print(Text("  found    ", "dim"), Text(problem.found, "red"), sep="")
            if problem.nearest:
                console.print(Text("  nearest  ", "dim"), Text(problem.nearest, "green"), sep="")
        count = len(error.problems)
        console.print(Text(f"{count} problem{'s' if count != 1 else ''}", "bold red"))
        return
    console.print(Text("Error: ", "bold red"), Text(message), sep="")
    if hint:
        console.print(Text(hint))
