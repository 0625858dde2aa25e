"""Draws the parcels of the sample data anew: `python sample_data/draw_parcels.py [FOLDER]`.

`table/parcels.csv` has a row for each parcel of a made-up carrier's winter, and what became of it.
Far ways, busy weeks and doubtful addresses make parcels late; those that get lost are valuable, and
were scanned less often than their way would have it. Chance has its part in both, so that a model
can learn it and not know it. The file comes out the same each time.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

SEED = 7
COUNTS = {"on_time": 420, "late": 110, "lost": 25}
FIRST_ID = 48_200

CARRIERS = {"Bluebird": 0.5, "Kestrel": 0.32, "Norda": 0.18}
SERVICES = {"standard": 0.55, "economy": 0.3, "express": 0.15}
ADDRESSES = {"complete": 0.72, "corrected": 0.18, "unclear": 0.1}

# What it adds to the odds of being late, and of getting lost, as logarithms.
LATE_BY = {"Kestrel": 0.5, "Norda": -0.6, "economy": 0.5, "express": -1.1, "unclear": 1.3}
LOST_BY = {"Kestrel": 0.4, "Norda": 0.9, "economy": 0.3, "express": -0.6, "unclear": 1.2}

WINTER = datetime(2025, 11, 3)
BUSY_DAY, BUSY_DAYS, DAYS = 44, 9, 90
NOT_WEIGHED, NOT_CHECKED, NOT_DECLARED = 0.06, 0.04, 0.18

Parcel = dict[str, Any]


def parcel(rng: Generator) -> Parcel:
    """Draw a parcel and what becomes of it; its last key is `label`."""
    day = int(rng.integers(DAYS))
    posted = WINTER + timedelta(days=day, minutes=int(rng.integers(8 * 60, 20 * 60)))
    carrier, service, address = (_one_of(rng, of) for of in (CARRIERS, SERVICES, ADDRESSES))
    far = rng.standard_normal()
    distance = round(float(np.exp(5.6 + 0.8 * far)))
    depots = 2 + int(rng.poisson(distance / 250))
    heavy = rng.standard_normal()
    dear = 0.5 * heavy + 0.87 * rng.standard_normal()
    busy = float(np.exp(-(((day - BUSY_DAY) / BUSY_DAYS) ** 2)))
    words = (carrier, service, address)
    odds = {
        "on_time": 0.0,
        "late": -2.7 + 1.1 * far + 1.6 * busy + sum(LATE_BY.get(word, 0) for word in words),
        "lost": -4.0 + 1.2 * dear + 0.3 * far + sum(LOST_BY.get(word, 0) for word in words),
    }
    shares = np.exp(list(odds.values()))
    label = list(odds)[int(np.searchsorted(np.cumsum(shares / shares.sum()), rng.random()))]
    seen = 0.55 if label == "lost" else 0.93
    scans = int(rng.binomial(2 * depots, seen))
    insured = dear > 0.9 or rng.random() < 0.15
    gaps = rng.random(3)
    return {
        "posted": f"{posted:%Y-%m-%d %H:%M}",
        "carrier": carrier,
        "service": service,
        "distance_km": distance,
        "depots": depots,
        "scans": scans,
        "weight_kg": "" if gaps[0] < NOT_WEIGHED else f"{np.exp(0.5 + 0.9 * heavy):.2f}",
        "value_eur": "" if gaps[1] < NOT_DECLARED and not insured else f"{np.exp(4 + dear):.2f}",
        "insured": "yes" if insured else "no",
        "address": "" if gaps[2] < NOT_CHECKED else address,
        "label": label,
    }


def _one_of(rng: Generator, shares: dict[str, float]) -> str:
    return list(shares)[int(np.searchsorted(np.cumsum(list(shares.values())), rng.random()))]


def parcels() -> list[Parcel]:
    """Draw parcels until there are enough of each class; more of a class are left out."""
    rng = np.random.default_rng([SEED, 4])
    left = dict(COUNTS)
    found: list[Parcel] = []
    while any(left.values()):
        drawn = parcel(rng)
        if left[drawn["label"]]:
            left[drawn["label"]] -= 1
            found.append(drawn)
    # Otherwise the last rows would all be of the class that took longest to come together.
    order = rng.permutation(len(found)).tolist()
    return [{"parcel_id": FIRST_ID + i, **found[place]} for i, place in enumerate(order)]


def draw_all(folder: Path) -> None:
    """Write the table into a folder."""
    rows = parcels()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file = folder / "table" / "parcels.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.getvalue().encode("ascii"))


if __name__ == "__main__":
    draw_all(Path(*sys.argv[1:2]) if sys.argv[1:] else Path(__file__).parent)
