"""Interpolate between a row and a near row of its class."""

from __future__ import annotations

from augctl.stages.tabular._smote import NumericSmote


class Smote(NumericSmote):
    """Make a row somewhere on the line from a row to one of its nearest of the same class.

    Use with `balance` to fill up small classes of numbers; rows of a class are used evenly. Not
    where numbers stand for names, or where a class lies in scattered patches: the line between two
    leads through other classes.

    References:
        Chawla, Bowyer, Hall, Kegelmeyer, 2002: SMOTE: Synthetic Minority Over-sampling Technique.
    """
