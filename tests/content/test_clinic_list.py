"""The CSV list of clinics: headers as they come, any encoding, and a bad row that spoils no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.answers.places import state_codes
from faro.content.clinic_list import ClinicList, read_clinic_list

HEADER = "State,City,Clinic Name,Public Phone Numbers,Languages Served in Addition to English"
GOOD = 'TX,Houston,Made-up Tax Clinic,(555) 555-0100,"Spanish, Vietnamese"'


def read(text: str | bytes, source: str | None = "irs-node-3762") -> ClinicList:
    content = text if isinstance(text, bytes) else text.encode()
    return read_clinic_list(content, "list.csv", kind="litc", source=source, states=state_codes())


def test_a_row_of_the_publication_becomes_a_clinic() -> None:
    listed = read(f"{HEADER}\n{GOOD}\n")
    assert listed.problems == ()
    clinic = listed.clinics[0].clinic
    assert listed.clinics[0].line == 2
    assert (clinic.slug, clinic.name) == ("litc-tx-made-up-tax-clinic-houston", "Made-up Tax Clinic, Houston")
    assert (clinic.phone, clinic.languages, clinic.states) == ("555-555-0100", ["en", "es", "vi"], ["TX"])
    assert (clinic.kind, clinic.verification, clinic.sources) == ("litc", "read", ["irs-node-3762"])
    assert (clinic.example, clinic.origins) == (False, [])


def test_a_list_without_a_source_is_unconfirmed() -> None:
    assert read(f"{HEADER}\n{GOOD}\n", source=None).clinics[0].clinic.verification == "unconfirmed"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"\ufeff{HEADER}\r\n{GOOD}\r\n", id="byte order mark and Windows line ends"),
        pytest.param(f"{HEADER}\n{GOOD}".replace('"Spanish, Vietnamese"', "Spanish / Vietnamese").replace(",", ";")),
        pytest.param(f"{HEADER}\n{GOOD}".replace('"Spanish, Vietnamese"', "Spanish and Vietnamese").replace(",", "\t")),
        pytest.param(f"Publication 4134\n\n{HEADER}\n\n{GOOD}\n", id="a title above the columns"),
        pytest.param(
            "ORGANIZATION,CITY,STATE,PHONE,LANGUAGES\n"
            'Made-up Tax Clinic,Houston,Texas,555.555.0100,"Spanish\nVietnamese"',
            id="other headers, state by name, a line break in a cell",
        ),
        pytest.param(f"{HEADER}\n{GOOD}\n".encode("utf-16"), id="UTF-16"),
        pytest.param(f"{HEADER}\n{GOOD}\n,,,,\n\n", id="empty rows"),
    ],
)
def test_the_same_clinic_comes_out_of_every_way_to_write_it(text: str | bytes) -> None:
    listed = read(text)
    assert listed.problems == ()
    clinic = listed.clinics[0].clinic
    assert (clinic.slug, clinic.phone) == ("litc-tx-made-up-tax-clinic-houston", "555-555-0100")
    assert clinic.languages == ["en", "es", "vi"]


def test_letters_of_a_windows_file_are_kept() -> None:
    listed = read(f"{HEADER}\nPR,Mayagüez,Clínica inventada,555-555-0101,Spanish\n".encode("cp1252"))
    assert listed.clinics[0].clinic.name == "Clínica inventada, Mayagüez"


def test_every_bad_row_is_named_and_no_good_one_is_lost() -> None:
    rows = [
        GOOD,
        "TX,Dallas,,555-555-0102,Spanish",
        ",Dallas,No State Clinic,555-555-0102,Spanish",
        "Texass,Dallas,Wrong State Clinic,555-555-0102,",
        "TX,Dallas,Wrong Phone Clinic,call us,",
        GOOD,
        "NM,Taos,Last Clinic,555-555-0103 or 1-555-555-0104 ext. 7,Navajo; Hmong; Haitian Creole",
    ]
    listed = read("\n".join([HEADER, *rows]))
    assert [one.clinic.name for one in listed.clinics] == ["Made-up Tax Clinic, Houston", "Last Clinic, Taos"]
    assert [str(problem) for problem in listed.problems] == [
        "list.csv:3: the name of the clinic is missing",
        "list.csv:4: No State Clinic: the state is missing",
        "list.csv:5: Wrong State Clinic: “Texass” is no state",
        "list.csv:6: Wrong Phone Clinic: “call us” is no U.S. phone number",
        "list.csv:7: Made-up Tax Clinic, Houston stands already on line 2",
    ]
    last = listed.clinics[1].clinic
    assert last.phone == "555-555-0103, 555-555-0104 ext. 7"
    assert last.languages == ["en", "nv", "ht"]
    assert last.note == "Also speaks: Hmong."


def test_rows_before_an_open_quotation_mark_are_kept() -> None:
    listed = read('State,Clinic Name\nTX,First\nTX,"' + "x" * 200_000)
    assert [one.clinic.name for one in listed.clinics] == ["First"]
    assert [(problem.line, "quotation mark is open" in problem.reason) for problem in listed.problems] == [(3, True)]


def test_a_file_without_the_columns_says_so() -> None:
    assert [str(problem) for problem in read("a,b\n1,2\n").problems] == [
        "list.csv:1: no line names the columns: at least clinic name and state"
    ]


def test_an_address_of_the_contact_is_the_clinics_page() -> None:
    listed = read("State,Clinic Name,Public Contact\nTX,A,help@example.org www.example.org/tax\nTX,B,Ana at the desk\n")
    first, second = (one.clinic for one in listed.clinics)
    assert first.url == "https://www.example.org/tax"
    assert (second.url, second.note) == (None, "Ana at the desk")


@given(st.binary(max_size=300), st.text(max_size=200))
def test_any_file_is_read_without_an_error(content: bytes, text: str) -> None:
    read(content)
    read(f"{HEADER}\n{text}\n{GOOD}\n".encode("utf-8", "replace"))
