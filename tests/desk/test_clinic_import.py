"""A list of clinics at the desk: what it would change and its bad rows are shown, then the good ones become drafts."""

from __future__ import annotations

import pytest

from faro.desk.clinic_import import LARGEST_LIST, LARGEST_UPLOAD, MOST_ROWS
from faro.desk.desk import Desk
from faro.store.reading import drafts

from .colleague import Colleague

HEADER = "State,City,Clinic Name,Public Phone Numbers,Languages Served in Addition to English\n"
GOOD = "TX,Houston,Made-up Tax Clinic,555-555-0100,Spanish\nNM,Taos,Other Clinic,555-555-0101,\n"
BAD = "ZZ,Nowhere,Third Clinic,555-555-0102,\nTX,Waco,Fourth Clinic,12,\nTX,Houston,Made-up Tax Clinic,555-555-0100,\n"
SLUGS = {"litc-tx-made-up-tax-clinic-houston", "litc-nm-other-clinic-taos"}
SOURCE = "irs-node-3762"


def look(who: Colleague, content: str | bytes, status: int = 200, **fields: str) -> str:
    """Sends a list to be looked at and returns what the page says."""
    who.open("/clinics/import")
    form = who.form("/clinics/import/look")
    sent = {"csrf": form.fields["csrf"], "kind": "litc", "source": SOURCE, **fields}
    files = {"list": ("list.csv", content.encode() if isinstance(content, str) else content)}
    origin = {"Origin": who.desk.origin.text}
    who._see(who.client.post("/clinics/import/look", data=sent, files=files, headers=origin), status)
    return " ".join(who.page.said.split())


def waiting(desk: Desk) -> set[str]:
    with desk.read() as session:
        return {draft.key for draft in drafts(session) if draft.kind == "clinic"}


def test_good_rows_are_drafts_after_the_second_click_and_bad_ones_are_named(desk: Desk, ana: Colleague) -> None:
    said = look(ana, HEADER + GOOD + BAD)
    assert "drafts of yours: 2. In the directory like this already: 0. Rows that cannot be taken: 3." in said
    assert "line 2: 555-555-0100 · TX" in said
    assert "Line 4: Third Clinic: “ZZ” is no state" in said
    assert "Line 5: Fourth Clinic: “12” is no U.S. phone number" in said
    assert "Line 6: Made-up Tax Clinic, Houston stands already on line 2" in said
    assert waiting(desk) == set()

    ana.send("/clinics/import/drafts")
    assert ana.path == "/clinics"
    assert waiting(desk) == SLUGS
    assert not SLUGS & set(desk.snapshot().clinics)
    assert "drafts of yours: 0. In the directory like this already: 2." in look(ana, HEADER + GOOD)


def test_draft_of_a_list_takes_a_second_person(desk: Desk, rosa: Colleague, sam: Colleague) -> None:
    look(rosa, HEADER + GOOD.splitlines()[0])
    rosa.send("/clinics/import/drafts")
    path = next(link["href"] for link in rosa.page.links if "/revisions/" in (link["href"] or ""))
    assert path is not None
    rosa.open(path)
    rosa.post(f"{path}/review", 409, verdict="publish")
    sam.open(path)
    sam.press(f"{path}/review", "verdict", "publish")
    clinic = desk.snapshot().clinics["litc-tx-made-up-tax-clinic-houston"]
    assert (clinic.sources, clinic.verification) == ([SOURCE], "read")


def test_kind_and_source_are_those_that_were_chosen(desk: Desk, ana: Colleague) -> None:
    said = look(ana, HEADER + GOOD.splitlines()[0], kind="vita", source="")
    assert "VITA site" in said
    ana.send("/clinics/import/drafts")
    assert waiting(desk) == {"vita-tx-made-up-tax-clinic-houston"}


def test_row_that_changes_a_clinic_says_so(ana: Colleague, rosa: Colleague) -> None:
    look(ana, HEADER + GOOD)
    ana.send("/clinics/import/drafts")
    said = look(rosa, HEADER + GOOD.replace("0101", "0199"))
    assert "drafts of yours: 1. In the directory like this already: 1." in said
    assert "Other Clinic, Taos Low Income Taxpayer Clinic changed line 3: 555-555-0199" in said


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        ("", {}, "Choose the file"),
        (HEADER + GOOD, {"kind": "embassy"}, "Say what the clinics are"),
        (HEADER + GOOD, {"source": "nowhere"}, "This source is not there any more"),
        (HEADER + "TX,Waco,x,,\n" * (MOST_ROWS + 1), {}, "larger than a list of clinics"),
        (HEADER + " " * LARGEST_LIST, {}, "larger than a list of clinics"),
    ],
    ids=["empty", "kind", "source", "rows", "size"],
)
def test_what_cannot_be_taken_at_all_is_said(
    desk: Desk, ana: Colleague, content: str, fields: dict[str, str], sentence: str
) -> None:
    assert sentence in look(ana, content, 422, **fields)
    assert desk.uploads == {}


def test_file_that_is_no_list_says_so_and_offers_nothing_to_save(ana: Colleague) -> None:
    assert "no line names the columns" in look(ana, b"\x89PNG\r\n\x1a\n" + bytes(200))
    assert all(form.action != "/clinics/import/drafts" for form in ana.page.forms)


def test_more_than_the_desk_reads_is_refused_before_it_is_read(ana: Colleague) -> None:
    assert "more than the desk takes" in look(ana, " " * LARGEST_UPLOAD, 413)


def test_nothing_is_saved_of_a_list_that_the_desk_does_not_have_any_more(desk: Desk, ana: Colleague) -> None:
    look(ana, HEADER + GOOD)
    desk.uploads.clear()
    assert "Choose the file" in ana.send("/clinics/import/drafts", 422).said
    assert waiting(desk) == set()


def test_list_of_one_person_is_not_saved_by_another(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    look(ana, HEADER + GOOD)
    rosa.post("/clinics/import/drafts", 422, kind="litc")
    assert waiting(desk) == set()
