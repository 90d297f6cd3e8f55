"""Which topics a short question means ("and my wife?", "why?", a bare year) after the topic spoken of last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from faro.store.snapshot import Snapshot

FILE = Path(__file__).resolve().parents[2] / "data" / "follow_ups.yml"


def follow_up(kind: str, last_topic: str | None, snapshot: Snapshot) -> tuple[str, ...]:
    """Returns the topics that a follow-up of this kind means: one to answer, several to offer, none where all is said.

    Raises KeyError for a kind that the table does not have.
    """
    table = follow_up_table()[kind]
    if last_topic is None:
        return tuple(table["alone"])
    topic = snapshot.topics.get(last_topic)
    of_group = table["group"].get(topic.group) if topic else None
    return tuple(table["after"].get(last_topic) or of_group or table["otherwise"])


def kind_of_year(year: int, today: dt.date) -> str:
    """Returns the kind of follow-up that a tax year is: its return is due in the year after it."""
    return "past_year" if year < today.year - 1 else "recent_year"


@cache
def follow_up_table() -> Mapping[str, Any]:
    """Returns the table of data/follow_ups.yml."""
    table: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return table
