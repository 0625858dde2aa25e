"""Parses `augctl stages`, calls the catalogue, prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from augctl.cli.printing import (
    count,
    on_terminal,
    print_columns,
    print_json,
    print_rows,
    print_text,
    say,
)
from augctl.cli.shared import Json

if TYPE_CHECKING:
    from augctl.commands.catalogue import StageEntry

_VARYING = (
    "What can vary takes a number, [low, high], {choice: [...]}, {normal: [mean, std]} or "
    "{log_uniform: [low, high]}."
)


def command(
    name: Annotated[
        str | None, typer.Argument(help="A stage, or a family such as image or imgaug.")
    ] = None,
    json: Json = False,
) -> None:
    """List the stages; with a name: its parameters, ranges, example and reference."""
    from augctl.commands.catalogue import catalogue, withheld

    found = catalogue(name)
    alone = len(found) == 1 and found[0].name == name
    hidden = {} if alone else withheld(name)
    if json:
        print_json(stages=[asdict(entry) for entry in found], withheld=hidden)
    elif alone:
        _print_stage(found[0])
    else:
        for family, entries in groupby(found, lambda entry: entry.name.rpartition(".")[0]):
            _print_family(family, list(entries), briefly=name is None)
        if hidden and name is not None:
            say((f"{count(len(hidden), 'augmenter')} not offered", "bold"))
            print_rows([(key, "", why) for key, why in hidden.items()])
        say(("augctl stages NAME tells all about a stage or a family.", "dim"))


def _print_family(family: str, entries: Sequence[StageEntry], *, briefly: bool) -> None:
    from augctl.registry import adapters

    say((family, "bold"), (f"  {count(len(entries), 'stage')}", "dim"))
    adapted = family.partition(".")[0] in adapters()
    if briefly and adapted and on_terminal():
        print_columns([entry.name.rpartition(".")[2] for entry in entries])
    else:
        print_rows([(entry.name, _kind(entry), entry.summary) for entry in entries])


def _kind(entry: StageEntry) -> str:
    return "" if entry.kind == "transform" else entry.kind


def _print_stage(entry: StageEntry) -> None:
    say((entry.name, "bold"), (f"  {entry.kind}", "dim"))
    print_text(entry.text)
    if entry.parameters:
        say()
        say(("Parameters", "bold"))
    for parameter in entry.parameters:
        facts = [parameter.takes, "can vary" if parameter.varies else ""]
        about = ", ".join(filter(None, facts))
        default = f"default {parameter.default}" if parameter.default != "required" else "required"
        say(f"  {parameter.name}", (f"  {'; '.join(filter(None, (about, default)))}", "dim"))
        print_text(parameter.meaning, indent=6)
    if any(parameter.varies for parameter in entry.parameters):
        print_text(_VARYING, indent=2)
    say()
    say(("Example", "bold"), ("  beside it may stand p, only, id, on", "dim"))
    say(f"  {entry.example}")
    if entry.kinds is not None:
        say()
        say(
            ("Takes", "bold"),
            ("  with these parameters; what comes out is of the same kind", "dim"),
        )
        print_text(", ".join(entry.kinds), indent=2)
