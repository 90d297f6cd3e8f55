"""`faro clinics`: a list is imported by one person, published by a second one, and found by place."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.cli.store_access import open_store, snapshot_of
from faro.settings import read_settings
from faro.store.errors import SelfReviewError
from faro.store.snapshot import Snapshot

from .conftest import Faro

HEADER = "State,City,Clinic Name,Public Phone Numbers,Languages Served in Addition to English\n"
ROWS = "TX,Houston,Made-up Tax Clinic,555-555-0100,Spanish\nNM,Taos,Other Clinic,555-555-0101,\n"
SLUGS = ("litc-tx-made-up-tax-clinic-houston", "litc-nm-other-clinic-taos")
SOURCE = ("--source", "irs-node-3762")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + ROWS, "utf-8")
    return path


def published() -> Snapshot:
    return snapshot_of(open_store(read_settings()))


def test_clinics_of_one_person_are_drafts_until_a_second_one_publishes_them(
    faro: Faro, store: Path, file: Path
) -> None:
    ran = faro("clinics", "import", str(file), "--by", "ana", *SOURCE)
    assert "2 saved as drafts, 0 as they were, 0 bad rows" in ran.out
    assert not set(SLUGS) & set(published().clinics)

    assert "2 clinics published" in faro("clinics", "publish", "--all", "--reviewer", "ben").out
    assert set(SLUGS) <= set(published().clinics)
    listed = faro("clinics", "list", "--zip", "77002").out
    assert SLUGS[0] in listed
    assert SLUGS[1] not in listed


def test_nobody_publishes_their_own_list(faro: Faro, store: Path, file: Path) -> None:
    with pytest.raises(SelfReviewError):
        faro("clinics", "import", str(file), "--by", "ana", "--reviewer", "Ana", *SOURCE)
    assert not set(SLUGS) & set(published().clinics)


def test_with_a_reviewer_the_clinics_are_live_at_once_and_a_second_import_changes_nothing(
    faro: Faro, store: Path, file: Path
) -> None:
    arguments = ("clinics", "import", str(file), "--by", "ana", "--reviewer", "ben", *SOURCE)
    assert "2 live, 0 as they were" in faro(*arguments).out
    edition = published().edition
    assert "0 live, 2 as they were" in faro(*arguments).out
    assert published().edition == edition


def test_a_dry_run_writes_nothing_and_needs_no_name(faro: Faro, store: Path, file: Path) -> None:
    ran = faro("clinics", "import", str(file), "--dry-run")
    assert f"line 2: {SLUGS[0]}" in ran.out
    assert "2 would be saved" in ran.out
    assert faro("clinics", "publish", "--all", "--reviewer", "ben", as_program=True).code == 1


def test_bad_rows_are_reported_and_the_good_ones_saved(faro: Faro, store: Path, file: Path) -> None:
    file.write_text(HEADER + "ZZ,Nowhere,Bad Clinic,555-555-0102,\n" + ROWS, "utf-8")
    ran = faro("clinics", "import", str(file), "--by", "ana", "--reviewer", "ben")
    assert ran.code == 1
    assert "list.csv:2: Bad Clinic: “ZZ” is no state" in ran.out
    assert "2 live, 0 as they were, 1 bad rows" in ran.out
    assert published().clinics[SLUGS[0]].verification == "unconfirmed"


def test_a_new_number_changes_the_number_and_not_what_the_clinic_itself_said(
    faro: Faro, store: Path, file: Path
) -> None:
    arguments = ("clinics", "import", str(file), "--by", "ana", "--reviewer", "ben", *SOURCE)
    faro(*arguments)
    before = published().clinics[SLUGS[0]]
    file.write_text(HEADER + ROWS.replace("0100", "0199"), "utf-8")
    assert "1 live, 1 as they were" in faro(*arguments).out
    after = published().clinics[SLUGS[0]]
    assert after == before.model_copy(update={"phone": "555-555-0199"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", "ana", "--source", "nobody-wrote-it"), "there is no source “nobody-wrote-it”"),
        ((), "a name is missing"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_its_mend(
    faro: Faro, store: Path, file: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = faro("clinics", "import", str(file), *arguments, as_program=True)
    assert ran.code == 1
    assert said in ran.err
    assert "Mend:" in ran.err
