"""Decides what each column is held as, before and between readings of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from augctl.documents.near import nearest
from augctl.errors import UsageError
from augctl.io.tables.cells import NOTHING
from augctl.io.tables.collect import CodeFacts, WordFacts
from augctl.io.tables.dates import form_of, forms_of, seconds_of
from augctl.io.tables.guess import SPANS, TEXT, Guess, guess, of_texts
from augctl.io.tables.passing import Facts
from augctl.tables.rules import ColumnRule, TableRules
from augctl.text.spans import has_labels, is_spans

_TARGETS = ("target", "label", "class", "y")
_SPANS = ("spans", "entities", "ents", "ner")
# Of so many, somebody else's hand has changed some.
_MIXED_SPANS = 0.5
_NO_RULE = ColumnRule()
_SHOWN = 20

Place = tuple[str, ...]


class NoSuchColumnError(UsageError):
    """What a user says of columns names some that are not there.

    Attributes:
        wrong: Where each stands below `input` of a recipe, and the name.
        names: The columns that are there.
    """

    def __init__(self, file: str, wrong: Sequence[tuple[Place, str]], names: Sequence[str]) -> None:
        self.file, self.wrong, self.names = file, tuple(wrong), tuple(names)
        told = [f"{name!r} of input.{place[0]}{self._like(name)}" for place, name in wrong]
        super().__init__(f"{file} has no column {', '.join(told)}.", f"It has {self.shown}.")

    @property
    def shown(self) -> str:
        """The names that are there, in words; of many, the first."""
        more = ", …" if len(self.names) > _SHOWN else ""
        return ", ".join(map(repr, self.names[:_SHOWN])) + more

    def _like(self, name: str) -> str:
        like = nearest(name, self.names)
        return f" (did you mean {like!r}?)" if like else ""


class Columns:
    """What is known of the columns of a file, and guessed.

    Attributes:
        rules: What the user says.
        target: The column to predict, or None.
        spans: The column that says what is marked in a text, or None.
        comma: Whether numbers have a decimal comma.
        heads: The first cells of each.
    """

    def __init__(
        self, rules: TableRules, heads: Mapping[str, Sequence[str]], comma: bool, name: str
    ) -> None:
        """Begin.

        Raises:
            UsageError: The user names a column that is not there, or two targets.
        """
        self.rules, self.comma = rules, comma
        self.heads = dict(heads)
        self._tried: dict[str, set[str]] = {}
        self._check_names(name)
        self.spans = rules.spans or self._spans()
        self.target = self._target()

    def rule(self, name: str) -> ColumnRule:
        """Return what the user says of a column."""
        return self.rules.columns.get(name, _NO_RULE)

    def first(self, name: str) -> Guess:
        """Return what to take a column for when it is first read."""
        cells = self.heads[name]
        role = self.rule(name).role
        if name == self.target:
            numbers = role in ("numeric", "integer")
            return Guess("number", "target") if numbers else Guess("code", "target")
        if name in self.rules.texts or role == "text":
            return TEXT
        if name == self.spans:
            return SPANS
        if name in self.rules.ids or role == "id":
            return Guess("word", "id")
        if role in ("numeric", "integer"):
            return Guess("number", role)
        if role in ("categorical", "boolean"):
            return Guess("code", role)
        if role == "datetime":
            filled = [cell.strip() for cell in cells if cell.strip() not in NOTHING]
            form = form_of(filled)
            if form is None:
                shown = repr(filled[0]) if filled else "nothing"
                raise UsageError(
                    f"The column {name!r} is given as datetime, and not all of it is written in one"
                    f" form that is known; it begins with {shown}.",
                    "Write dates as 2024-05-31 or 2024-05-31T12:00:00, or give the column as text.",
                )
            return Guess("date", "datetime", form)
        return guess(name, cells, self.comma, first=name == next(iter(self.heads)))

    def next(self, name: str, facts: Facts) -> Guess:
        """Return what to take a column for, after a guess that failed."""
        if isinstance(facts, WordFacts):
            self.heads[name] = facts.sample
            return self.first(name)
        if isinstance(facts, CodeFacts):
            if name == self.target:
                return Guess("number", "target")
            found = of_texts(name, self._filled(name))
            return found if found.held == "word" else TEXT
        if name == self.target:
            shown = ", ".join(f"line {line}: {cell[:40]!r}" for line, cell in facts.bad)
            raise UsageError(
                f"The target {name!r} holds numbers, and too much that is none ({shown}).",
                f"Mend it, or write columns: {{{name}: categorical}}.",
            )
        if facts.form:
            bad = [cell.strip() for _, cell in facts.bad]
            tried = self._tried.setdefault(name, set())
            tried.add(facts.form)
            for form in forms_of(bad[0]) if bad else []:
                if form not in tried and not seconds_of([*self._filled(name), *bad], form)[1]:
                    return Guess("date", "datetime", form)
        return self.as_text(name)

    def as_text(self, name: str) -> Guess:
        """Return what to take a column for that is neither numbers nor dates."""
        if name == self.spans:
            return SPANS
        if self.rule(name).role == "categorical":
            return Guess("code", "categorical")
        return of_texts(name, self._filled(name))

    def _filled(self, name: str) -> list[str]:
        return [cell.strip() for cell in self.heads[name] if cell.strip()] or [""]

    def _target(self) -> str | None:
        given = {name for name, rule in self.rules.columns.items() if rule.role == "target"}
        if self.rules.target is not None:
            given.add(self.rules.target)
        if len(given) > 1:
            raise UsageError(
                f"There are {len(given)} targets, {', '.join(sorted(given))}; rows have one.",
                "Name one of them as input.target.",
            )
        if given:
            return given.pop()
        ids = {*self.rules.ids, *(n for n, r in self.rules.columns.items() if r.role == "id")}
        taken = {*ids, *self.rules.texts, self.spans}
        folded = {name.lower(): name for name in reversed(self.heads) if name not in taken}
        return next((folded[name] for name in _TARGETS if name in folded), None)

    def _spans(self) -> str | None:
        """Find the first column whose cells are lists of spans, or empty, but for a few.

        Spans without labels are only taken for such by the column's name: points are pairs, too.
        """
        given = {self.rules.target, *self.rules.columns, *self.rules.texts, *self.rules.ids}
        for name, cells in self.heads.items():
            filled = [cell for cell in cells if cell.strip() and cell != "[]"][:_SHOWN]
            if name in given or not filled:
                continue
            spans = [cell for cell in filled if is_spans(cell)]
            meant = name.lower() in _SPANS or any(map(has_labels, spans))
            if meant and len(spans) >= (1 - _MIXED_SPANS) * len(filled):
                return name
        return None

    def _check_names(self, file: str) -> None:
        asked: list[tuple[Place, str]] = []
        if self.rules.target is not None:
            asked.append((("target",), self.rules.target))
        asked += [(("id",), name) for name in self.rules.ids]
        asked += [(("text",), name) for name in self.rules.texts]
        asked += [(("spans",), name) for name in (self.rules.spans,) if name is not None]
        asked += [(("columns", name), name) for name in self.rules.columns]
        wrong = [(place, name) for place, name in asked if name not in self.heads]
        if wrong:
            raise NoSuchColumnError(file, wrong, list(self.heads))
