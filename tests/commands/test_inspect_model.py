from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import augctl
from augctl.cli.main import app
from augctl.commands.inspect_model import InspectedModel

MODEL = """\
dialogue: 1
name: coin
max_turns: 3
outcomes: [won, lost]
start: {toss: 1}
intents:
  toss: {speaker: a, templates: {any: [Toss], loud: ["TOSS", "TOSS!"]}}
  again: {speaker: b, templates: [Again]}
transitions:
  toss: {again: 0.5, won: 0.3, lost: 0.2}
  again: {toss: 0.8, lost: 0.2}
personas: {calm: {share: 1}, shouting: {share: 3, style: loud, weights: {again: {lost: 0}}}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "coin.yaml"
    found.write_text(MODEL)
    return found


def test_what_is_told_is_what_arithmetic_says(file: Path) -> None:
    found = augctl.inspect(file)
    assert isinstance(found, InspectedModel)
    calm, shouting = found.personas
    # At most three turns: toss; toss, again; toss, again, toss.
    won, lost = 0.3 + 0.5 * 0.8 * 0.3, 0.2 + 0.5 * 0.2 + 0.5 * 0.8 * 0.2
    assert calm.outcomes == pytest.approx({"won": won / (won + lost), "lost": lost / (won + lost)})
    assert shouting.outcomes == pytest.approx({"won": 0.6, "lost": 0.4})
    share = calm.outcomes["won"] / 4 + 0.6 * 3 / 4
    assert found.outcomes == pytest.approx({"won": share, "lost": 1 - share})
    tossed = [1 / (1 - 0.5 * p) for p in (0.8, 1)]  # each toss comes again by way of `again`
    mean = np.dot([0.25, 0.75], [1.5 * visits for visits in tossed])
    assert found.turns[0] == pytest.approx(mean)
    assert [intent.visits for intent in found.intents] == pytest.approx([mean / 1.5, mean / 3])
    assert [dict(intent.templates) for intent in found.intents] == [
        {"any": 1, "loud": 2},
        {"any": 1},
    ]
    assert found.too_long == pytest.approx((1 - won - lost) / 4 + 0.25 * 3 / 4)
    assert found.rarest[0] == ("again", "lost", pytest.approx(0.25 * tossed[0] * 0.5 * 0.2))
    assert found.rare["lost"] > found.outcomes["lost"]


def test_it_is_printed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app(["inspect", str(file)], standalone_mode=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a dialogue model, coin: 2 intents, 2 personas"
    assert any("would have more than max_turns (3): left out" in line for line in lines)
    assert any(line.split() == ["toss", "a", "1.917", "1", "any,", "2", "loud"] for line in lines)
    app(["inspect", str(file), "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["max_turns"] == 3
