"""What may not stand in the risk check's table and words, each shown by breaking the real ones in one place."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from faro.checks.risk_check import check_risk_check
from faro.checks.rules import read_rules
from faro.content.files import ContentError, Problem, read_content
from faro.store.snapshot import Snapshot

DATA = Path(__file__).resolve().parents[2] / "data"
TABLE, EN, ES = "risk_check.yml", "risk_check/en.yml", "risk_check/es.yml"
LAW = "The duty to file depends on income, not on papers."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of what the check leans on, which a test may spoil."""
    for path in (*DATA.glob("*.yml"), *DATA.glob("interface/*.yml"), *DATA.glob("risk_check/*.yml")):
        copy = tmp_path / path.relative_to(DATA)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


def problems_of(folder: Path) -> list[Problem]:
    snapshot = Snapshot.build(read_content(folder), 1, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    return check_risk_check(snapshot, read_rules(folder), folder)


def break_file(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the first `old` of a file, and returns the line on which it stood."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_real_risk_check_has_no_problem(data: Path) -> None:
    assert problems_of(data) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (TABLE, "  - rather_not_say\n", "", "nobody must answer"),
        (TABLE, "if_yes: have_order", "if_yes: maybe", "“maybe” is no answer to it"),
        (TABLE, "topic: check_removal_order", "topic: the_moon", "there is no topic “the_moon”"),
        (
            TABLE,
            "    removal_order:\n    - have_order",
            "    removal:\n    - have_order",
            "there is no question “removal”",
        ),
        (TABLE, "    removal_order:\n    - have_order", "    removal_order:\n    - had", "“had” is no answer to"),
        (
            TABLE,
            "  sources:\n  - infoquest\n  - uscode-8-1253\n  - justice-manual-crm-1915",
            "  sources: []",
            "no source",
        ),
        (TABLE, "- infoquest", "- no-such-report", "there is no source “no-such-report”"),
        (TABLE, "- mou_target_group", "- no_such_fact", "leans_on “no_such_fact” is neither"),
        (TABLE, "  - final_removal_order", "  - the_moon", "there is no topic “the_moon”"),
        (EN, LAW, "The duty is {{ fact.no_such }}.", "unknown placeholder"),
        (EN, LAW, "At least 47,289 people know.", "bare figure “47,289”"),
        (EN, LAW, "Do not worry, it depends.", "forbidden phrase “do not worry”"),
        (EN, LAW, "See <b>this</b>.", "not in the limited Markdown"),
        (EN, LAW, "One } here.", "a brace that belongs to no placeholder"),
        (EN, LAW, f"The duty to file {'a return ' * 12} stays.", "a sentence of"),
        (ES, "Pregunta {number} de {total}", "Pregunta {numero} de {total}", "its fields are not those"),
        (
            ES,
            "    title: Usted tiene una orden final",
            "    name_of_it: Usted tiene una orden final",
            "rules.order_yes",
        ),
        (ES, "  order_yes:", "  order_yez:", "missing: “order_yes”"),
        (ES, "  progress:", "  progres:", "missing: “progress”"),
        (ES, "      have_order: Sí, tengo una", "      had_order: Sí, tengo una", "missing: “have_order”"),
    ],
)
def test_a_fault_is_named_with_its_file_and_reason(file: str, old: str, new: str, reason: str, data: Path) -> None:
    line = break_file(data, file, old, new)
    try:
        problems = problems_of(data)
    except ContentError as error:
        problems = list(error.problems)
    found = [problem for problem in problems if problem.file == file and reason in problem.reason]
    assert found, problems
    # The line, or the head of the list or mapping that lacks something.
    assert 0 < found[0].line <= line + old.count("\n")


def test_the_line_is_that_of_the_text(data: Path) -> None:
    line = break_file(data, EN, LAW, "At least 47,289 people know.")
    assert [problem.line for problem in problems_of(data)] == [line]


def test_hard_words_are_found(data: Path) -> None:
    hard = "Administrative adjudication necessitates comprehensive documentation. " * 3
    break_file(data, EN, "Ask a tax clinic which years count.", hard.strip())
    assert any("reading grade" in problem.reason for problem in problems_of(data))


def test_a_language_without_the_check_is_no_problem(data: Path) -> None:
    (data / ES).unlink()
    assert problems_of(data) == []
