"""What a change of a fact, ruling or source would break: answers that rest on it and could not be shown as they are."""

from __future__ import annotations

from collections.abc import Iterator

from faro.checks.faults import faults_of_grounds, faults_of_placeholders
from faro.content.kinds import AnswerText, Record
from faro.store.snapshot import Snapshot


def broken_answers(before: Snapshot, after: Snapshot) -> list[str]:
    """Returns, for every live answer that `after` would break and `before` does not, its name and the reason."""
    return [
        f"{record.key} ({record.lang}): {reason}"
        for record in after.records
        if isinstance(record.fields, AnswerText)
        for reason in sorted(set(_faults(record, after)) - set(_faults(record, before)))
    ]


def _faults(record: Record, snapshot: Snapshot) -> Iterator[str]:
    text = record.fields
    assert isinstance(text, AnswerText)
    yield from (reason for _, reason in faults_of_placeholders((text.title, text.short, text.body), snapshot))
    yield from (reason for _, reason in faults_of_grounds(text.sources, text.leans_on, snapshot))
