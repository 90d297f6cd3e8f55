"""`faro status`: what the rulings say, today and on the days on which it changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Faro

# The deal alone; the first stay; the second order, with what was already shared; the appeal.
STATES = {
    "2025-06-01": ("allowed", "allowed", "unknown"),
    "2025-11-21": ("blocked", "allowed", "unknown"),
    "2026-02-05": ("blocked", "allowed", "blocked"),
    "2026-09-08": ("blocked", "allowed", "blocked"),
}


@pytest.mark.parametrize(("day", "states"), STATES.items())
def test_status_as_it_stood_on_a_day(faro: Faro, store: Path, day: str, states: tuple[str, ...]) -> None:
    page = json.loads(faro("status", "--at", day, "--json").out)

    assert tuple(channel["state"] for channel in page["channels"]) == states
    printed = faro("status", "--at", day).out
    assert printed.startswith(day)
    for channel in page["channels"]:
        assert f"{channel['channel']}: {channel['state']}" in printed


def test_day_before_the_first_order_is_another_status(faro: Faro, store: Path) -> None:
    assert "bulk_sharing: allowed" in faro("status", "--at", "2025-11-20").out


@pytest.mark.parametrize(("day", "decisive"), [("2025-11-21", "ctr-stay"), ("2026-09-08", "ctr-dc-cir-affirm")])
def test_status_names_who_decided(faro: Faro, store: Path, day: str, decisive: str) -> None:
    page = json.loads(faro("status", "--at", day, "--json").out)

    assert decisive in page["channels"][0]["decided_by"]


def test_status_speaks_spanish(faro: Faro, store: Path) -> None:
    assert "tribunal" in faro("status", "--lang", "es", "--at", "2025-11-21").out.lower()


def test_status_nobody_has_checked_lately_says_so(faro: Faro, store: Path) -> None:
    assert "OVERDUE" in faro("status").out.splitlines()[0]


@pytest.mark.parametrize("arguments", [("--at", "tomorrow"), ("--at", "2026-13-01"), ("--lang", "xx")])
def test_wrong_word_is_one_line_with_the_mend(faro: Faro, store: Path, arguments: tuple[str, ...]) -> None:
    ran = faro("status", *arguments, as_program=True)

    assert ran.code == 1
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert arguments[1] in ran.err
    assert "Mend: " in ran.err
