"""The status in words: who decided, where and when, what is only reported, and when somebody last checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from faro.answers.status import ruling_status
from faro.answers.status_sentences import status_sentences
from faro.content.kinds import CHANNELS, Channel, Court, Record
from faro.store.snapshot import Snapshot

from .made_up import record_of, ruling, with_records, with_rulings

BULK, ONE_ADDRESS, SHARED = CHANNELS
BEFORE, AFTER_STAY, AFTER_MASSACHUSETTS, AFTER_APPEAL = (
    dt.date(2025, 11, 20),
    dt.date(2025, 11, 22),
    dt.date(2026, 2, 10),
    dt.date(2026, 9, 9),
)
WORLDS = [BEFORE, AFTER_STAY, AFTER_MASSACHUSETTS, AFTER_APPEAL]


def sentence(snapshot: Snapshot, on: dt.date, lang: str, channel: Channel) -> str:
    sentences = status_sentences(ruling_status(snapshot.rulings, on), snapshot, lang)
    return sentences[CHANNELS.index(channel)]


EXPECTED: list[tuple[dt.date, Channel, str, list[str]]] = [
    (BEFORE, BULK, "en", ["No court order now stops", "the government itself", "April 7, 2025"]),
    (BEFORE, BULK, "es", ["ninguna orden judicial impide", "el propio gobierno", "7 de abril de 2025"]),
    (BEFORE, ONE_ADDRESS, "en", ["can still give", "Judge Dabney Friedrich in Washington, D.C.", "May 12, 2025"]),
    (BEFORE, ONE_ADDRESS, "es", ["todavía puede dar", "Washington, D. C.", "Dabney Friedrich", "12 de mayo de 2025"]),
    (BEFORE, SHARED, "en", ["We know of no ruling"]),
    (BEFORE, SHARED, "es", ["No conocemos ninguna decisión judicial"]),
    (AFTER_STAY, BULK, "en", ["blocked", "Judge Colleen Kollar-Kotelly in Washington, D.C.", "November 21, 2025"]),
    (AFTER_STAY, BULK, "es", ["prohibieron", "Colleen Kollar-Kotelly", "21 de noviembre de 2025"]),
    (AFTER_MASSACHUSETTS, BULK, "en", ["Kollar-Kotelly", "Judge Indira Talwani in Massachusetts", "February 5, 2026"]),
    (AFTER_MASSACHUSETTS, BULK, "es", ["Kollar-Kotelly", "Massachusetts", "Indira Talwani", "5 de febrero de 2026"]),
    (AFTER_MASSACHUSETTS, SHARED, "en", ["barred ICE from using", "Indira Talwani", "February 5, 2026"]),
    (AFTER_MASSACHUSETTS, SHARED, "es", ["prohibió a ICE usar", "Indira Talwani", "5 de febrero de 2026"]),
    (AFTER_APPEAL, BULK, "en", ["Colleen Kollar-Kotelly", "November 21, 2025", "Indira Talwani", "February 5, 2026"]),
    (AFTER_APPEAL, BULK, "en", ["(November 21, 2025), upheld by the appeals court in Washington, D.C. (September 8"]),
    (AFTER_APPEAL, BULK, "es", ["21 de noviembre de 2025), confirmada por el tribunal de apelaciones de Washington"]),
    (AFTER_APPEAL, ONE_ADDRESS, "en", ["Dabney Friedrich", "upheld by the appeals court", "February 24, 2026"]),
    (AFTER_APPEAL, ONE_ADDRESS, "es", ["Dabney Friedrich", "confirmada por", "24 de febrero de 2026"]),
]


@pytest.mark.parametrize(
    ("on", "channel", "lang", "parts"), EXPECTED, ids=[f"{on}-{channel}-{lang}" for on, channel, lang, _ in EXPECTED]
)
def test_sentence_names_court_judge_and_date(
    on: dt.date, channel: Channel, lang: str, parts: list[str], snapshot: Snapshot
) -> None:
    said = sentence(snapshot, on, lang, channel)
    assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("on", WORLDS, ids=str)
def test_nothing_is_left_unfilled(on: dt.date, lang: str, snapshot: Snapshot) -> None:
    for said in status_sentences(ruling_status(snapshot.rulings, on), snapshot, lang):
        assert "{" not in said
        assert "}" not in said


@pytest.mark.parametrize(("lang", "reported"), [("en", "as reported"), ("es", "según se informó")])
def test_only_what_is_second_hand_is_said_to_be_reported(lang: str, reported: str, snapshot: Snapshot) -> None:
    assert reported in sentence(snapshot, AFTER_APPEAL, lang, BULK)
    for on in (BEFORE, AFTER_STAY, AFTER_MASSACHUSETTS):
        for said in status_sentences(ruling_status(snapshot.rulings, on), snapshot, lang):
            assert reported not in said


@pytest.mark.parametrize(
    ("lang", "check"),
    [("en", "July 24, 2026"), ("es", "24 de julio de 2026")],
)
def test_an_overdue_one_carries_the_date_of_its_check(lang: str, check: str, snapshot: Snapshot) -> None:
    assert check in sentence(snapshot, AFTER_APPEAL, lang, SHARED)
    assert check not in sentence(snapshot, AFTER_APPEAL, lang, BULK)


@pytest.mark.parametrize(
    ("lang", "blocked_by", "allowed_by"),
    [
        ("en", "Blocked by Judge Ann Block in Testville (January 10, 2026).", "Allowed by the Court of Tests"),
        ("es", "Lo prohíbe el tribunal de Villaprueba (Ann Block, 10 de enero de 2026).", "Lo permite el Tribunal de"),
    ],
)
def test_a_conflict_names_both_sides(lang: str, blocked_by: str, allowed_by: str, snapshot: Snapshot) -> None:
    court = Court(
        slug="test-court",
        level="district",
        name={"en": "Court of Tests", "es": "Tribunal de Pruebas"},
        place={"en": "Testville", "es": "Villaprueba"},
    )
    common: dict[str, Any] = {"court": "test-court", "checked_on": dt.date(2026, 1, 12)}
    blocks = ruling("b", (2026, 1, 10), judges=["Ann Block"], channels={SHARED: "blocks"}, **common)
    allows = ruling("a", (2026, 1, 11), judges=["Al Low", "Bo Low"], channels={SHARED: "allows"}, **common)
    torn = with_records(snapshot, [Record("court", court.slug, court), record_of(blocks), record_of(allows)])
    said = sentence(torn, dt.date(2026, 1, 12), lang, SHARED)
    assert blocked_by in said
    assert allowed_by in said


def test_an_appeal_that_upholds_an_appeal_is_named_too(snapshot: Snapshot) -> None:
    supreme = ruling(
        "supreme",
        (2026, 11, 1),
        kind="appeal",
        case="ctr-v-irs",
        court="d-c-cir",
        channels={BULK: "blocks"},
        affirms=["ctr-dc-cir-affirm"],
    )
    said = sentence(with_rulings(snapshot, [supreme]), dt.date(2026, 11, 2), "en", BULK)
    assert "as reported), upheld by the appeals court in Washington, D.C. (November 1, 2026)" in said


def test_two_that_affirm_each_other_still_say_who_decided(snapshot: Snapshot) -> None:
    common: dict[str, Any] = {"court": "d-mass", "channels": {ONE_ADDRESS: "blocks"}, "case": "ctr-v-irs"}
    one = ruling("one", (2026, 10, 1), affirms=["two"], judges=["Ann One"], **common)
    two = ruling("two", (2026, 10, 2), affirms=["one"], judges=["Ann Two"], **common)
    said = sentence(with_rulings(snapshot, [one, two]), dt.date(2026, 10, 2), "en", ONE_ADDRESS)
    assert "Judge Ann One in Massachusetts (October 1, 2026), upheld by Judge Ann Two in Massachusetts" in said


def test_a_language_without_its_own_words_speaks_english_whole(snapshot: Snapshot) -> None:
    assert "Courts have blocked" in sentence(snapshot, AFTER_STAY, "de", BULK)
