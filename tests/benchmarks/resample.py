"""What augctl is measured beside on tables: the script that a user of imbalanced-learn writes.

    python resample.py TABLE TARGET CLASS WANTED OUTPUT

It reads a table, brings one class to so many rows by SMOTE, and writes all rows. The result, one
JSON object, has the seconds of `fit_resample` alone: of that class and function, with the table in
memory and everything imported.
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd
from imblearn.over_sampling import SMOTE
from loops import cpu_seconds


def main(table: str, target: str, label: str, wanted: str, output: str) -> None:
    """Run the script and print how long the resampling took."""
    rows = pd.read_csv(table)
    x, y = rows.drop(columns=target), rows[target]
    smote = SMOTE(sampling_strategy={int(label): int(wanted)}, k_neighbors=5, random_state=7)
    began, cpu = time.perf_counter(), cpu_seconds()
    x, y = smote.fit_resample(x, y)
    spent = {"seconds": time.perf_counter() - began, "cpu_seconds": cpu_seconds() - cpu}
    x.assign(**{target: y}).to_csv(output, index=False)
    print(json.dumps(spent | {"rows": len(x)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
