"""The program: one function per command, each in a file of its own, and what they share on exit."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from augctl.cli import catalogue, expand, inspect, plan, preview, replay, schema, validate, verify
from augctl.cli.failure import report, report_usage
from augctl.errors import AugctlError

app = typer.Typer(
    name="augctl",
    help="Expand a dataset on disk from one YAML recipe.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Try: augctl expand PHOTOS -r configs/photos.yaml -o out/photos",
)


def _version(wanted: bool) -> None:
    if wanted:
        from augctl import __version__

        typer.echo(f"augctl {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    pass


for _name, _command in (
    ("expand", expand.command),
    ("validate", validate.command),
    ("preview", preview.command),
    ("plan", plan.command),
    ("stages", catalogue.command),
    ("inspect", inspect.command),
    ("replay", replay.command),
    ("verify", verify.command),
    ("schema", schema.command),
):
    app.command(_name)(_command)


def main() -> None:
    """Run the program; ends the process with its exit code."""
    # Threads of numpy's libraries would make forking unsafe, and gain workers nothing.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    _open_streams()
    code = 0
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:
        # The reader of our output left, as `| head` does; or the disk behind it is full.
        if not code and not isinstance(error, BrokenPipeError):
            report(error)
        code = code or 1
        # Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _open_streams() -> None:
    """Make sure that anything can be printed: a run must not end for want of a place to tell it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that this terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        app(arguments or ["--help"], prog_name="augctl")
    except SystemExit as stop:
        return report_usage(stop)
    except BrokenPipeError:
        raise
    except (AugctlError, ImportError, KeyboardInterrupt) as error:
        return report(error)
    except Exception as error:
        if os.environ.get("AUGCTL_DEBUG"):
            raise
        return report(error)
    return 0
