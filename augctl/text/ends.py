"""Where sentences end."""

from __future__ import annotations

STOPS = ".!?…‥。！？｡"
"""Marks that end a sentence, of any script."""

BREAKS = "\n\r\u2028\u2029"
"""Signs that end a line, and so what is said in it."""

ENDS = frozenset(STOPS + BREAKS)
"""All that a sentence ends at."""
