"""What is known of entities, put to use: which may stand for which, and what is said of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augctl.errors import UsageError
from augctl.text.dice import Dice
from augctl.text.graph import Entity
from augctl.text.mentions import folded
from augctl.text.strings import packed, unpacked
from augctl.text.tokens import has_han
from augctl.text.vectors import read_vectors

_TRIES = 20
_THE = re.compile(
    r"E\.?U\.?|U\.?K\.?|U\.?S\.?(?:A\.?)?|UAE|USSR|United \w.*|(?:\w.* )?(?:Kingdom|Republic|States"
    r"|Union|Islands|Emirates|Netherlands|Philippines|Bahamas|Maldives|Gambia)"
)


class Knowledge:
    """Entities, who is like whom, and which are near each other."""

    def __init__(
        self, entities: Sequence[Entity], vectors: NDArray[np.float32] | None, neighbors: int
    ) -> None:
        """Take entities.

        Args:
            entities: The entities.
            vectors: Shape (n, width), of length 1, or 0 where there is none; None without any.
            neighbors: How many nearest ones may stand for one that has a vector.
        """
        self.entities = entities
        self._vectors, self._count = vectors, neighbors
        self._of_kind: dict[str, list[int]] = {}
        for number, entity in enumerate(entities):
            for kind in entity.kinds:
                self._of_kind.setdefault(kind, []).append(number)
        self._near: dict[int, list[int]] = {}

    def related(self, one: int, other: int) -> bool:
        """Say whether there is a fact about both."""
        pair = (one, other), (other, one)
        return any(b == tail for a, b in pair for _, tail in self.entities[a].facts)

    def other(
        self,
        number: int,
        said: Sequence[str],
        without: Collection[int],
        same_relation: bool,
        dice: Dice,
    ) -> int | None:
        """Draw another entity that may stand for one; None where there is none.

        Args:
            number: The entity.
            said: How it is mentioned; the other has a name in each script of these, and with `the`
                where it is so.
            without: Entities that do not come into question.
            same_relation: Whether both must stand on the same side of a relation.
            dice: The draws.
        """
        one = self.entities[number]
        known = {folded(name) for name in one.names}

        def fits(other: int) -> bool:
            if other == number or other in without:
                return False
            if same_relation and set(one.roles).isdisjoint(self.entities[other].roles):
                return False
            names = [_written(self.entities[other], word) for word in said]
            return all(name is not None and folded(name) not in known for name in names)

        if self._vectors is not None and self._vectors[number].any():
            if number not in self._near:
                self._near[number] = self._nearest(number)
            near = [other for other in self._near[number] if fits(other)][: self._count]
            return dice.choose(near) if near else None
        among = [self._of_kind[kind] for kind in one.kinds]
        total = sum(map(len, among))
        # Of many, nearly all fit; to look through all takes long.
        for _ in range(_TRIES if total > _TRIES else 0):
            at = dice.below(total)
            for each in among:
                if at < len(each):
                    break
                at -= len(each)
            if fits(each[at]):
                return each[at]
        every = sorted({other for each in among for other in each if fits(other)})
        return dice.choose(every) if every else None

    def written(self, number: int, said: str, instead_of: int) -> str:
        """Return how an entity is written in the place of a mention of another."""
        name = _written(self.entities[number], said)
        assert name is not None
        return like(said, name, self.entities[instead_of])

    def _nearest(self, number: int) -> list[int]:
        """Return all entities of the kinds of one that have a vector, the nearest first."""
        assert self._vectors is not None
        kinds = self.entities[number].kinds
        every = np.array(sorted({other for kind in kinds for other in self._of_kind[kind]}))
        every = every[self._vectors[every].any(axis=1)]
        # Not by a library for linear algebra, which adds up in an order of its own.
        cosines = (self._vectors[every].astype(np.float64) * self._vectors[number]).sum(axis=1)
        order = np.lexsort((every, -np.round(cosines, 6)))
        return [int(other) for other in every[order]]

    def facts(self, number: int, said: str) -> list[tuple[str, int, str]]:
        """Return relation, tail and the tail's name of what is known of an entity.

        In the script of a mention.
        """
        found = []
        for relation, tail in self.entities[number].facts:
            chinese = is_chinese(said)
            names = self.entities[tail].names
            name = next((name for name in names if is_chinese(name) == chinese), None)
            if name is not None:
                found.append((relation, tail, name))
        return found


def shared_names(entities: Sequence[Entity]) -> set[str]:
    """Return the names that several entities have, in lower case."""
    names = [{name.lower() for name in entity.names} for entity in entities]
    return {name for name, count in Counter(n for each in names for n in each).items() if count > 1}


def vectors_of(
    entities: Sequence[Entity], context: Collection[str], file: Path
) -> dict[str, NDArray[Any]]:
    """Read vectors of entities, and of words beside which they are named.

    That of an entity stands under what facts call it, or a name of its own, or else one that others
    have, too. Without one, it is 0.

    Args:
        entities: The entities.
        context: The words, in lower case.
        file: A file of vectors.

    Returns:
        `vectors` of entities, `context_vectors`, and packed as `context`, the words of these.

    Raises:
        UsageError: The file is broken, with the number of the line; or it has no entity.
    """
    shared = shared_names(entities)
    keys = []
    for entity in entities:
        names = sorted(map(str.lower, entity.names), key=shared.__contains__)
        keys.append([form for name in (entity.head.lower(), *names) for form in _written_as(name)])
    words, vectors = read_vectors(file, {*context, *(key for each in keys for key in each)})
    places = {word: place for place, word in enumerate(words)}
    found = np.zeros((len(entities), vectors.shape[1]), dtype=np.float32)
    for number, each in enumerate(keys):
        place = next((places[key] for key in each if key in places), None)
        if place is not None:
            found[number] = vectors[place]
    if not found.any():
        raise UsageError(f"{file}: no vector of anything that the graph names in it.")
    beside = sorted(word for word in context if word in places)
    rows = np.array([places[word] for word in beside], dtype=np.int64)
    return {"vectors": found, **packed("context", beside), "context_vectors": vectors[rows]}


def _written_as(name: str) -> tuple[str, str]:
    """Return how a file of vectors may write a name."""
    return name, name.replace(" ", "_")


def kept(entities: Sequence[Entity]) -> dict[str, NDArray[Any]]:
    """Write entities as plain arrays; see `restored`."""
    found: dict[str, NDArray[Any]] = packed("heads", [entity.head for entity in entities])
    for key in ("names", "kinds", "roles"):
        lists = [getattr(entity, key) for entity in entities]
        found |= packed(key, [word for words in lists for word in words])
        found[f"{key}_counts"] = np.array([len(words) for words in lists], dtype=np.int64)
    facts = [fact for entity in entities for fact in entity.facts]
    found |= packed("relations", [relation for relation, _ in facts])
    found["tails"] = np.array([tail for _, tail in facts], dtype=np.int64)
    found["facts_counts"] = np.array([len(entity.facts) for entity in entities], dtype=np.int64)
    return found


def restored(state: Mapping[str, NDArray[Any]]) -> list[Entity]:
    """Read entities back.

    >>> a, c = Entity("a", ("b", "c"), ("k",), (), (("r", 0),)), Entity("c", ("c",), (), ("s",), ())
    >>> restored(kept([a, c])) == [a, c]
    True
    """
    columns: list[Sequence[Any]] = [unpacked("heads", state)]
    for key in ("names", "kinds", "roles"):
        columns.append(_parted(unpacked(key, state), state[f"{key}_counts"]))
    facts = list(zip(unpacked("relations", state), state["tails"].tolist(), strict=True))
    columns.append(_parted(facts, state["facts_counts"]))
    return [Entity(*each) for each in zip(*columns, strict=True)]


def _parted(items: Sequence[Any], counts: NDArray[Any]) -> list[tuple[Any, ...]]:
    stops = np.cumsum(counts).tolist()
    return [tuple(items[a:b]) for a, b in zip([0, *stops], stops, strict=False)]


def is_chinese(name: str) -> bool:
    """Say whether a name is written in Chinese characters, in part at least."""
    return has_han(name)


def _written(entity: Entity, said: str) -> str | None:
    """Return the first name that can stand where another does."""
    kind = is_chinese(said), _takes_the(said)
    return next((n for n in entity.names if (is_chinese(n), _takes_the(n)) == kind), None)


def _takes_the(name: str) -> bool:
    """Say whether a name of a country has `the` before it: `from the UK`, but `from France`.

    >>> [_takes_the(name) for name in ("UK", "Czech Republic", "France", "IBM", "Usa")]
    [True, True, False, False, False]
    """
    return _THE.fullmatch(name) is not None


def like(said: str, name: str, one: Entity) -> str:
    """Return a name in the case of a mention, where this is not written as the entity is.

    >>> paris = Entity("Paris", ("Paris",), (), (), ())
    >>> like("PARIS", "Rome", paris), like("paris", "Rome", paris), like("Paris", "eBay", paris)
    ('ROME', 'rome', 'eBay')
    """
    if said in one.names:
        return name
    if said.isupper():
        return name.upper()
    if said.islower():
        return name.lower()
    return name[:1].upper() + name[1:]
