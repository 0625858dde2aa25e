"""Knowledge graphs: facts, and the entities that they are about.

A fact is a head, a relation and a tail: `Paris, capital of, France`. Three relations say what an
entity is, and are no facts: `type` (Paris, type, city), `alias` (Paris, alias, City of Light), and
`name`, how an entity is written whose head is an id (Q90, name, Paris).

A file is .csv or .tsv with the columns head, relation, tail and maybe head_type and tail_type, or
.jsonl with objects of these keys.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from augctl.errors import UsageError

KEYS = ("head", "relation", "tail", "head_type", "tail_type")
_SHAPE = "columns head, relation, tail and maybe head_type, tail_type"


class Fact(NamedTuple):
    """A fact; types are empty where nothing says."""

    head: str
    relation: str
    tail: str
    head_type: str = ""
    tail_type: str = ""


def fact_of(cells: Sequence[Any]) -> Fact | str:
    """Read a fact of three to five cells; or say what is wrong with them.

    >>> fact_of(["Paris", "capital of", " France"])
    Fact(head='Paris', relation='capital of', tail='France', head_type='', tail_type='')
    >>> fact_of(["Paris", "", "France"])
    "no relation in ['Paris', '', 'France']"
    """
    if not 3 <= len(cells) <= len(KEYS):
        return f"{len(cells)} values in {list(cells)!r:.60}"
    words: list[str] = []
    for key, cell in zip(KEYS, cells, strict=False):
        if isinstance(cell, bool) or not isinstance(cell, (str, int, float, type(None))):
            return f"{cell!r:.40} for {key}"
        words.append("" if cell is None else " ".join(str(cell).split()))
    for key, word in zip(KEYS[:3], words, strict=False):
        if not word:
            return f"no {key} in {list(cells)!r:.60}"
    return Fact(*words)


def read_facts(file: Path) -> list[Fact]:
    """Read a file of facts.

    Raises:
        UsageError: It is no such file; with the number of the line.
    """
    read = _of_json if file.suffix.lower() in (".jsonl", ".ndjson") else _of_cells
    found = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for number, cells in read(file, lines):
                fact = fact_of(cells)
                if isinstance(fact, str):
                    raise _bad(file, number, fact)
                found.append(fact)
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8: {error.reason} at byte {error.start}.") from None
    if not found:
        raise UsageError(f"{file}: no facts in it.", f"Expected {_SHAPE}.")
    return found


def _of_cells(file: Path, lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    delimiter = "\t" if file.suffix.lower() in (".tsv", ".tab") else ","
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    places: list[int] = []
    width = 0
    try:
        for row in rows:
            if not places:
                names = [name.strip().lower() for name in row]
                missing = [key for key in KEYS[:3] if key not in names]
                if missing:
                    found = f"no {missing[0]} in {row!r:.80}"
                    raise _bad(file, rows.line_num, found)
                places = [names.index(key) for key in KEYS if key in names[: len(row)]]
                known = [key for key in KEYS if key in names]
                width = len(row)
            elif row:
                if len(row) != width:
                    found = f"{len(row)} cells where the first line has {width}"
                    raise _bad(file, rows.line_num, found)
                cells = dict(zip(known, (row[place] for place in places), strict=True))
                yield rows.line_num, [cells.get(key, "") for key in KEYS]
    except csv.Error as error:
        raise _bad(file, rows.line_num, str(error)) from None


def _of_json(file: Path, lines: Iterable[str]) -> Iterator[tuple[int, list[Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _bad(file, number, f"no JSON: {error}") from None
        if not isinstance(item, Mapping):
            raise _bad(file, number, repr(item)[:60])
        yield number, [item.get(key) for key in KEYS]


def _bad(file: Path, line: int, found: str) -> UsageError:
    return UsageError(f"{file}:{line}: expected {_SHAPE}, found {found}.")


class Entity(NamedTuple):
    """What facts are about.

    Attributes:
        head: What facts call it.
        names: How it is written, the usual way first.
        kinds: What it is: its types; in a graph without any, the sides of relations that it stands
            on.
        roles: The sides of relations that it stands on: `capital of` and `capital of, of`.
        facts: Relation, and number of the other entity, of the facts that it is the head of.
    """

    head: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    facts: tuple[tuple[str, int], ...]


def entities_of(facts: Iterable[Fact]) -> list[Entity]:
    """Put together what facts say, entity by entity, in the order in which they come.

    >>> paris, france = entities_of([Fact("Paris", "capital of", "France", "city")])
    >>> paris.head, paris.names, paris.kinds, paris.roles, paris.facts
    ('Paris', ('Paris',), ('city',), ('capital of',), (('capital of', 1),))
    """
    numbers: dict[str, int] = {}
    names: list[dict[str, None]] = []
    aliases: list[dict[str, None]] = []
    types: list[dict[str, None]] = []
    roles: list[dict[str, None]] = []
    about: list[list[tuple[str, int]]] = []

    def number(entity: str) -> int:
        if entity not in numbers:
            numbers[entity] = len(numbers)
            for lists in (names, aliases, types, roles):
                lists.append({})
            about.append([])
        return numbers[entity]

    for fact in facts:
        head, said = number(fact.head), fact.relation.lower()
        if fact.head_type:
            types[head][fact.head_type] = None
        if said in ("name", "alias", "type"):
            {"name": names, "alias": aliases, "type": types}[said][head][fact.tail] = None
            continue
        tail = number(fact.tail)
        if fact.tail_type:
            types[tail][fact.tail_type] = None
        roles[head][fact.relation] = None
        roles[tail][f"{fact.relation}, of"] = None
        about[head].append((fact.relation, tail))
    typed = any(types)
    return [
        Entity(
            entity,
            tuple((names[i] or {entity: None}) | aliases[i]),
            tuple(types[i] if typed else roles[i]),
            tuple(roles[i]),
            tuple(about[i]),
        )
        for entity, i in numbers.items()
    ]
