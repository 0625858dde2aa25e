"""The program: one function per command, each in a file of its own, and what they share on exit."""

from __future__ import annotations

import os
import sys

import typer

from augctl.cli import catalogue, expand, inspect, plan, preview, replay, schema, validate, verify
from augctl.cli.failure import report
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
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
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
    try:
        app()
    except BrokenPipeError:
        # The reader of our output left, as `| head` does. Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (AugctlError, ImportError, KeyboardInterrupt) as error:
        sys.exit(report(error))
    except Exception as error:
        if os.environ.get("AUGCTL_DEBUG"):
            raise
        sys.exit(report(error))
