"""What a preview shows of texts, as plain data: originals, and what chains make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from augctl.show.diff import Piece


@dataclass(frozen=True, slots=True)
class ShownText:
    """One column of text of a row.

    Attributes:
        column: Its name.
        pieces: The text, beside what it began as; empty where the two are the same.
    """

    column: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Variant:
    """A row that a chain makes.

    Attributes:
        name: The chain, and which use of the original it is.
        texts: Its columns of text.
        label: Its label where that is another, soft ones with shares; empty where it is the same.
        stages: What was done to it, in short.
        left: What left the text alone, and why.
        gates: The scores that it has.
        partners: Other rows that went in.
        rejected: In how many attempts gates rejected it; 0 where they keep it.
        problem: Why there is nothing to show; empty where there is.
    """

    name: str
    texts: Sequence[ShownText] = ()
    label: str = ""
    stages: Sequence[str] = ()
    left: Sequence[str] = ()
    gates: Sequence[str] = ()
    partners: Sequence[str] = ()
    rejected: int = 0
    problem: str = ""

    @property
    def told(self) -> list[str]:
        """What is told below the text, a line each, without what is wrong."""
        stages = " · ".join(self.stages)
        if self.partners:
            stages += f"  with {', '.join(self.partners)}"
        label = f"label {self.label}" if self.label else ""
        gates = "" if self.rejected else "  ".join(self.gates)
        return [line for line in (label, stages, *self.left, gates) if line]

    @property
    def wrong(self) -> str:
        """Why it is not written; empty where it is."""
        if not self.rejected:
            return self.problem
        attempts = f"{self.rejected} attempt{'' if self.rejected == 1 else 's'}"
        return f"rejected in {attempts}: {', '.join(self.gates)}"


@dataclass(frozen=True, slots=True)
class Original:
    """A row, and what a chain makes of it.

    Attributes:
        name: Its file and number.
        label: Its label; empty where it has none.
        texts: Its columns of text; none where the chain begins anew.
        variants: What becomes of it.
    """

    name: str
    label: str
    texts: Sequence[ShownText]
    variants: Sequence[Variant]


@dataclass(frozen=True, slots=True)
class TextSection:
    """What a chain does.

    Attributes:
        title: Its name.
        subtitle: Its quota, its stages and its gates.
        originals: Some rows, spread over the classes.
    """

    title: str
    subtitle: str
    originals: Sequence[Original]
