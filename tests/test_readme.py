"""The README says what is so: its commands run and print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import readme
from readme import README, ROOT, blocks, run, steady, table_of_stages, workplace

TEXT = README.read_text(encoding="utf-8")


def test_every_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    folder = workplace(tmp_path)
    shown = list(blocks(TEXT))
    assert len(shown) >= 8
    for command, output in shown:
        assert steady(run(command, folder)) == steady(output), command


def test_the_table_of_stages_is_the_catalogue() -> None:
    assert table_of_stages() in TEXT


def test_the_table_of_edits_is_what_the_stages_make() -> None:
    assert readme.table_of_edits() in TEXT


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    fresh = re.search(r"<!-- fresh clone -->\n```\n(.*?)```\n<!-- end -->", TEXT, re.DOTALL)
    assert fresh is not None
    expand, test = fresh[1].splitlines()
    assert expand.startswith("python3 -m venv .venv && .venv/bin/pip install -e . &&")
    assert test == ".venv/bin/pip install -e '.[all,test]' && .venv/bin/pytest"


def test_every_recipe_and_file_that_the_readme_names_is_there() -> None:
    for name in re.findall(r"(?:configs|sample_data|tests)/[\w./-]+\w", TEXT):
        assert (ROOT / name).exists(), name


def test_the_readme_names_the_version() -> None:
    from augctl import __version__

    assert f"### {__version__}" in TEXT


def test_blanking_what_varies_keeps_what_does_not() -> None:
    assert steady("324 files, 0.6 s, 525 files/s") == "324 files, …, …"
    assert readme.steady("a   b") == "a b"
