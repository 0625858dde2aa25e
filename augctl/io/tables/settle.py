"""Says what a column is when all of its cells were seen, and what was odd about it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from augctl.errors import UsageError
from augctl.io.annotations.faults import Faults
from augctl.io.tables.cells import INFINITE, NO_CLASS, Notation, is_coded, is_number, notation_of
from augctl.io.tables.collect import NO_DECIMALS, NumberFacts, WordFacts
from augctl.io.tables.guess import FEW, TEXT_NAMES, Guess
from augctl.io.tables.passing import MANY, Pass
from augctl.io.tables.rows import Source
from augctl.tables.rules import ColumnRule, TableRules
from augctl.tables.schema import Column, Role, Schema


def column_of(
    name: str,
    reading: Pass,
    source: Source,
    rule: ColumnRule,
    head: Sequence[str],
    *,
    fresh_ids: bool,
    faults: Faults,
) -> Column:
    """Return a column, which has this head, as it was found in a reading; see `Column`.

    Raises:
        UsageError: It is not what the user says that it is.
    """
    facts, seems = reading.facts[name], reading.guesses[name]
    quoted = source.is_quoted(name) and name not in source.clashing
    empty = source.empty(name)
    if isinstance(facts, NumberFacts):
        plain = facts.form or rule.decimals is not None
        shown = Notation() if plain else notation_of(head, source.comma)
        return _number(facts, seems, rule, quoted, empty, faults, shown)
    if (rule.low, rule.high, rule.decimals) != (None, None, None):
        raise UsageError(
            f"{faults.path}: the column {name!r} has bounds or decimals in the recipe, and holds no"
            " numbers.",
            f"Leave min, max and decimals out of input.columns.{name}, or write role: numeric.",
        )
    if isinstance(facts, WordFacts):
        if facts.unseen:
            message = f"the column {name!r} has no cell that is filled; it stays so"
            faults.kept(0, "all_missing", message)
        found = facts.ids.pattern() if seems.role == "id" and fresh_ids else None
        if found is None and seems.role == "id" and fresh_ids and not facts.unseen:
            message = (
                f"the column {name!r} holds ids that do not count up, and is left empty in made"
                f" rows. If it is none, write columns: {{{name}: text}}"
            )
            faults.kept(0, "ids_empty", message)
        pattern, fresh = found or ("%d", None)
        return Column(
            name,
            seems.role,
            "word",
            empty=empty or "",
            missing=facts.missing,
            quoted=quoted,
            fresh=fresh,
            pattern=pattern,
        )
    texts = reading.texts(name)
    marker = "" if rule.full else missing_of(texts)
    missing = texts.pop(marker, 0)
    return Column(
        name,
        seems.role,
        "code",
        categories=categories_of(texts),
        empty=marker if empty is None else empty,
        missing=missing,
        quoted=quoted,
    )


def with_texts(schema: Schema, rules: TableRules, source: Source, path: str) -> Schema:
    """Say which columns stages for text work on: those given, those named so, or the only one.

    Args:
        schema: The columns.
        rules: What the user says of them.
        source: Where they were read.
        path: What the file is called.

    Raises:
        UsageError: A column that is given holds something else than text.
    """
    texts = [c.name for c in schema.columns if c.role == "text" and c.name.lower() != "split"]
    # Lists and numbers of JSON are kept as the file writes them, which is no text to edit.
    texts = [name for name in texts if source.empty(name) is None or source.is_quoted(name)]
    texts = [name for name in texts if name not in source.clashing]
    for name in rules.texts:
        if name not in texts:
            raise UsageError(
                f"{path}: the column {name!r} is given as text, and some or all of its cells are no"
                " strings, or it is the target.",
                "Write all of them as strings, or name another column as input.text.",
            )
    named = [name for name in texts if name.lower() in TEXT_NAMES]
    chosen = list(rules.texts) or named or (texts if len(texts) == 1 else [])
    return Schema(
        tuple(
            replace(column, edited=chosen.index(column.name) + 1)
            if column.name in chosen
            else column
            for column in schema.columns
        )
    )


def missing_of(texts: Mapping[str, int]) -> str:
    """Return the text that stands for a missing category: nothing, or the usual word for it.

    >>> missing_of({"a": 3, "NA": 1, "?": 2}), missing_of({"a": 3, "": 1, "NA": 5})
    ('?', '')
    """
    if "" in texts:
        return ""
    found = [(count, text) for text, count in texts.items() if text.strip() in NO_CLASS]
    return max(found)[1] if found else ""


def categories_of(texts: Mapping[str, int]) -> tuple[str, ...]:
    """Order categories: numbers by what they are worth, else by their text."""
    if all(map(is_number, texts)):
        return tuple(sorted(texts, key=lambda text: (float(text), text)))
    return tuple(sorted(texts))


def is_regression(name: str, texts: Mapping[str, int], source: Source) -> bool:
    """Say whether a target is a number: a fraction, or one of more than 20.

    Raises:
        UsageError: It is neither that nor a class.
    """
    texts = {text: n for text, n in texts.items() if text.strip() not in NO_CLASS}
    lists = next((text for text in texts if text.startswith("[")), None)
    if lists is not None and source.empty(name) is not None:
        raise UsageError(
            f"The target {name!r} has lists in it, such as {lists}, and one label per row is all"
            " that tables can have.",
            "Name another target, or write one class per row.",
        )
    coded = any(map(is_coded, texts))
    texts = {text: n for text, n in texts.items() if text.strip().lower() not in INFINITE} or texts
    if texts and not coded and all(is_number(text, source.comma) for text in texts):
        values = [float(text.replace(",", ".") if source.comma else text) for text in texts]
        return len(texts) > FEW or any(value % 1 for value in values)
    if len(texts) > MANY:
        raise UsageError(
            f"The target {name!r} has more than {MANY:,} different texts, which are no classes.",
            "Name another column as input.target.",
        )
    return False


def _number(
    facts: NumberFacts,
    seems: Guess,
    rule: ColumnRule,
    quoted: bool,
    empty: str | None,
    faults: Faults,
    notation: Notation,
) -> Column:
    role: Role = seems.role
    if role == "integer" and not facts.whole:
        raise UsageError(
            f"{faults.path}: the column {facts.name!r} is given as integer and has fractions.",
            f"Write columns: {{{facts.name}: numeric}}.",
        )
    if role == "numeric" and rule.role is None and facts.whole and facts.filled:
        role = "integer"
    if facts.bad_rows:
        _say_mixed(facts, faults)
    if facts.infinite:
        _say_infinite(facts, faults)
    low, high = _bounds(facts, rule, role, faults)
    decimals = None if facts.decimals == NO_DECIMALS else facts.decimals
    usual = facts.empties.most_common(1)
    return Column(
        facts.name,
        role,
        "number",
        low=low,
        high=high,
        decimals=decimals if rule.decimals is None else rule.decimals,
        empty=(usual[0][0] if usual else "") if empty is None else empty,
        missing=facts.empties.total() + facts.infinite,
        form=facts.form,
        quoted=quoted,
        step_s=facts.step_s if facts.form and facts.filled else 0.0,
        notation=notation.flags,
        significant=notation.significant,
    )


def _bounds(
    facts: NumberFacts, rule: ColumnRule, role: Role, faults: Faults
) -> tuple[float, float]:
    """Return the bounds of a column: those given, else those seen.

    Raises:
        UsageError: Nothing that was seen, or no whole number, lies between those given.
    """
    low, high = (facts.low, facts.high) if facts.filled else (-math.inf, math.inf)
    least = low if rule.low is None else rule.low
    most = high if rule.high is None else rule.high
    said = " and ".join(
        f"{word} {bound:.15g}"
        for word, bound in (("min", rule.low), ("max", rule.high))
        if bound is not None
    )
    if least > high or most < low:
        raise UsageError(
            f"{faults.path}: the column {facts.name!r} goes from {low:.15g} to {high:.15g}, and"
            f" {said} is given: every cell that is made would be the same.",
            f"Give bounds in input.columns.{facts.name} that some of its cells are within.",
        )
    whole = role == "integer" or (role == "target" and facts.whole and facts.filled)
    if whole and math.isfinite(least + most) and math.ceil(least) > math.floor(most):
        raise UsageError(
            f"{faults.path}: no whole number is within the bounds of the column {facts.name!r},"
            f" for which {said} is given.",
            f"Give wider bounds in input.columns.{facts.name}, or {{role: numeric}}.",
        )
    return least, most


def _say_infinite(facts: NumberFacts, faults: Faults) -> None:
    lines = ", ".join(map(str, facts.first_infinite))
    more = ", …" if facts.infinite > len(facts.first_infinite) else ""
    cells = "1 cell" if facts.infinite == 1 else f"{facts.infinite:,} cells"
    word = "line" if facts.infinite == 1 else "lines"
    faults.kept(
        facts.first_infinite[0],
        "infinite",
        f"the column {facts.name!r} has {cells} of infinity ({word} {lines}{more}); they count as"
        " missing for all that is learned or made",
    )


def _say_mixed(facts: NumberFacts, faults: Faults) -> None:
    shown = ", ".join(f"line {line}: {cell[:40]!r}" for line, cell in facts.bad)
    count = len(facts.bad_rows)
    more = f" and {count - len(facts.bad):,} more" if count > len(facts.bad) else ""
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    kind = "dates" if facts.form else "numbers"
    faults.at(
        facts.bad[0][0],
        "mixed_types",
        f"the column {facts.name!r} holds {kind}, and {rows} something else ({shown}{more});"
        f" left out. To keep them, write columns: {{{facts.name}: categorical}}",
    )
