"""The table of classes that inspect, plan and expand have in common."""

from __future__ import annotations

from collections.abc import Mapping

from augctl.cli.printing import print_table


def print_counts(made: Mapping[str, Mapping[str, int]], *, total: str) -> None:
    """Print one row per class, one column per chain or split, and the sums of both.

    Args:
        made: Counts by column and class.
        total: Heads the column with the sums; without it, there is none.
    """
    # Where they are not written, or the input is a model, which has none.
    made = {name: counts for name, counts in made.items() if counts or name != "originals"}
    labels = sorted({label for counts in made.values() for label in counts})
    rows = [[counts.get(label, 0) for counts in made.values()] for label in labels]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    if total:
        rows = [[*row, sum(row)] for row in rows]
        sums.append(sum(sums))
    print_table(
        ["class", *(f"#{name}" for name in made), *([f"#{total}"] if total else [])],
        [[label, *_written(row)] for label, row in zip(labels, rows, strict=True)],
        ["total", *_written(sums)] if len(labels) > 1 else None,
    )


def print_by_split(counts: Mapping[str, Mapping[str, int]], what: str) -> None:
    """Print one row per class, one column per split where there are several.

    Args:
        counts: Counts by class and split, all with the same splits.
        what: What is counted.
    """
    splits = list(next(iter(counts.values())))
    columns = {split: {label: row[split] for label, row in counts.items()} for split in splits}
    if len(splits) > 1:
        print_counts(columns, total=what)
    else:
        print_counts({what: columns[splits[0]]}, total="")


def _written(numbers: list[int]) -> list[str]:
    return [f"{number:,}" for number in numbers]
