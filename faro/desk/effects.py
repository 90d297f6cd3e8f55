"""What a change would do to the ruling status, in every language: the sentences before and after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from faro.answers.status import ruling_status
from faro.answers.status_sentences import status_sentences
from faro.store.snapshot import Snapshot


@dataclass(frozen=True)
class StatusChange:
    """One sentence of the status in one language, as it is and as it would be."""

    lang: str
    before: str
    after: str


def status_changes(before: Snapshot, after: Snapshot, today: dt.date) -> tuple[StatusChange, ...]:
    """Returns the sentences that would say something else, in the order of the languages and channels."""
    old = ruling_status(before.rulings, today, before.ruling_review_days)
    new = ruling_status(after.rulings, today, after.ruling_review_days)
    return tuple(
        StatusChange(language.code, was, becomes)
        for language in after.offered_languages()
        for was, becomes in zip(
            status_sentences(old, before, language.code), status_sentences(new, after, language.code), strict=True
        )
        if was != becomes
    )
