"""`faro ruling`: one person enters what a court did, a second one makes it live, one alone takes it down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from faro.cli.store_access import open_store, snapshot_of
from faro.settings import read_settings
from faro.store.audit import verify_chain
from faro.store.database import read_session
from faro.store.errors import SelfReviewError

from .conftest import Faro

SOURCE: dict[str, Any] = {
    **{"key": "made-up-2026-10-01", "title": "A made-up reversal", "publisher": "A Newspaper", "url": None},
    **{"date": "2026-10-01", "kind": "news", "verification": "read", "note": None},
}
REVERSAL: dict[str, Any] = {
    **{"id": "made-up-reversal", "date": "2026-10-01", "date_note": None, "case": "ctr-v-irs", "court": "d-c-cir"},
    **{"judges": [], "kind": "appeal", "channels": {"bulk_sharing": "allows"}, "affirms": []},
    **{"lifts": ["ctr-stay", "cedc-pi"], "checked_on": "2026-10-02", "verification": "read"},
    **{"sources": ["made-up-2026-10-01"], "what": {"en": "It was reversed.", "es": "Fue revocado."}, "note": None},
}


def entry_file(folder: Path, **changes: Any) -> str:
    path = folder / "new.yml"
    documents = {"sources": [SOURCE], "rulings": [{**REVERSAL, **changes}]}
    path.write_text(yaml.safe_dump(documents, allow_unicode=True), "utf-8")
    return str(path)


def state_of_bulk_sharing(faro: Faro) -> str:
    state: str = json.loads(faro("status", "--json").out)["channels"][0]["state"]
    return state


def test_ruling_of_one_person_is_a_draft_until_a_second_one_publishes_it(
    faro: Faro, store: Path, tmp_path: Path
) -> None:
    added = faro("ruling", "add", entry_file(tmp_path), "--by", "ana")

    assert "draft" in added.out
    assert "faro ruling publish made-up-2026-10-01 made-up-reversal --reviewer" in " ".join(added.out.split())
    assert state_of_bulk_sharing(faro) == "blocked"

    published = faro("ruling", "publish", "made-up-2026-10-01", "made-up-reversal", "--reviewer", "ben")

    assert "en - " in published.out
    assert "es + " in published.out
    assert state_of_bulk_sharing(faro) == "allowed"


def test_ruling_with_a_reviewer_is_live_at_once_in_every_language(faro: Faro, store: Path, tmp_path: Path) -> None:
    ran = faro("ruling", "add", entry_file(tmp_path), "--by", "ana", "--reviewer", "ben")

    assert "Published: edition" in ran.out
    assert {line[:2] for line in ran.out.splitlines() if line[3:5] == "+ "} >= {"en", "es"}
    assert state_of_bulk_sharing(faro) == "allowed"
    reviewed = [
        record for record in snapshot_of(open_store(read_settings())).records if record.key == "made-up-reversal"
    ]
    assert [record.reviewed for record in reviewed] == [True]


def test_withdrawing_restores_what_stood_before(faro: Faro, store: Path, tmp_path: Path) -> None:
    before = faro("status").out
    faro("ruling", "add", entry_file(tmp_path), "--by", "ana", "--reviewer", "ben")
    assert faro("status").out != before

    ran = faro("ruling", "withdraw", "made-up-reversal", "--by", "ana", "--reason", "entered by mistake")

    assert "en + " in ran.out
    assert faro("status").out == before
    with read_session(open_store(read_settings())) as session:
        assert verify_chain(session) is None


def test_author_may_not_review_and_nothing_is_kept_of_the_attempt(faro: Faro, store: Path, tmp_path: Path) -> None:
    with pytest.raises(SelfReviewError):
        faro("ruling", "add", entry_file(tmp_path), "--by", "ana", "--reviewer", "ana")
    ran = faro("ruling", "add", entry_file(tmp_path), "--by", "ana", "--reviewer", "ana", as_program=True)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "somebody else" in ran.err
    assert state_of_bulk_sharing(faro) == "blocked"
    assert faro("ruling", "publish", "made-up-reversal", "--reviewer", "ben", as_program=True).code == 1


def test_author_may_not_publish_the_draft_later_either(faro: Faro, store: Path, tmp_path: Path) -> None:
    faro("ruling", "add", entry_file(tmp_path), "--by", "ana")

    with pytest.raises(SelfReviewError):
        faro("ruling", "publish", "made-up-reversal", "--reviewer", "ana")
    assert state_of_bulk_sharing(faro) == "blocked"


@pytest.mark.parametrize("name", ["Ana", " ana ", "ANA", "a\u200bna"])
def test_author_is_known_by_any_spelling_of_the_name(faro: Faro, store: Path, tmp_path: Path, name: str) -> None:
    ran = faro("ruling", "add", entry_file(tmp_path), "--by", "ana", "--reviewer", name, as_program=True)

    assert ran.code == 1
    assert state_of_bulk_sharing(faro) == "blocked"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sources": ["no-such-source"]}, "there is no source “no-such-source”"),
        ({"lifts": ["no-such-ruling"]}, "there is no ruling “no-such-ruling”"),
        ({"court": "no-such-court"}, "there is no court “no-such-court”"),
        ({"case": "no-such-case"}, "there is no case “no-such-case”"),
        ({"sources": []}, "names no source"),
        ({"date": "yesterday"}, "date"),
        ({"channels": {"bulk_sharing": "forbids"}}, "channels.bulk_sharing"),
        ({"invented": 1}, "invented"),
    ],
)
def test_entry_that_cannot_be_right_is_one_line_that_names_it(
    faro: Faro, store: Path, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    before = faro("ruling", "list").out

    ran = faro("ruling", "add", entry_file(tmp_path, **changes), "--by", "ana", "--reviewer", "ben", as_program=True)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "made-up-reversal" in ran.err
    assert words in ran.err
    assert "Mend: " in ran.err
    assert faro("ruling", "list").out == before


@pytest.mark.parametrize(
    "text", ["", "rulings: [", "- a", "rulings: []", "rulings:\n- 1\n", "other: 1", "rulings:\n- a: 1\n"]
)
def test_file_of_another_form_is_one_line(faro: Faro, store: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(text, "utf-8")

    ran = faro("ruling", "add", str(path), "--by", "ana", as_program=True)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "wrong.yml" in ran.err
    assert "Mend: " in ran.err


def test_file_that_is_not_there_is_one_line(faro: Faro, store: Path, tmp_path: Path) -> None:
    ran = faro("ruling", "add", str(tmp_path / "none.yml"), "--by", "ana", as_program=True)

    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "none.yml" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", "no-such-draft", "--reviewer", "ben"),
        ("withdraw", "no-such-ruling", "--by", "ana", "--reason", "why"),
        ("withdraw", "ctr-stay", "--by", "ana", "--reason", " "),
    ],
)
def test_what_cannot_be_done_is_one_line(faro: Faro, store: Path, arguments: tuple[str, ...]) -> None:
    ran = faro("ruling", *arguments, as_program=True)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("faro: ")


def test_list_marks_what_is_in_force(faro: Faro, store: Path) -> None:
    lines = faro("ruling", "list").out.splitlines()

    marked = {line.split()[2] for line in lines if line.startswith("* ")}
    assert {"ctr-stay", "cedc-pi"} <= marked
    assert "mou-signed" in {line.split()[1] for line in lines if line.startswith("  ")}
