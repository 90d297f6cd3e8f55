"""Reads a list of clinics from a CSV file with the columns of IRS Publication 4134, row by row: none spoils another."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, get_args

from babel import Locale
from pydantic import ValidationError

from faro.content.files import Problem
from faro.content.kinds import Clinic

ClinicKind = Literal["litc", "vita", "legal", "national"]

# How the columns are called, folded to letters: the first ones are those of the publication.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "state": ("state", "st", "stateorterritory", "stateterritory"),
    "city": ("city", "cityortown", "location"),
    "name": ("clinicname", "name", "clinic", "organization", "organizationname", "nameofclinic", "litc", "litcname"),
    "phones": (
        *("publicphonenumbers", "publicphonenumber", "publicphone", "phonenumbers", "phonenumber", "phone", "phones"),
        *("telephone", "telephonenumber", "telephonenumbers"),
    ),
    "languages": (
        *("languagesservedinadditiontoenglish", "languagesserved", "languages", "language", "otherlanguages"),
        *("languagesinadditiontoenglish", "languageservices"),
    ),
    "contact": ("publiccontact", "contact", "contactinformation", "website", "webaddress", "web", "url", "email"),
    "zip": ("zip", "zipcode", "zipcodes", "postalcode"),
    "kind": ("kind", "type"),
}
NEEDED = ("name", "state")
COLOUR = "#1d4e89"
ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = ",;\t|"
LANGUAGE_SEPARATOR = re.compile(r"[,;/•\n]|\band\b|\(|\)", re.IGNORECASE)
PHONE_SEPARATOR = re.compile(r"[;,/\n]|\bor\b", re.IGNORECASE)
PHONE = re.compile(r"\D*1?\D*(\d{3})\D*(\d{3})\D*(\d{4})(?:\s*(?:x|ext\.?|extension)\s*(\d{1,6}))?\D*", re.IGNORECASE)
WEB = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|edu|com|gov|net|us)(?:/\S*)?\b", re.I)
MAIL = re.compile(r"\S+@\S+")
ALSO_CALLED = {"creole": "ht", "haitian": "ht", "mandarin": "zh", "cantonese": "zh", "farsi": "fa", "tagalog": "tl"}
BABEL_CODES = {"fil": "tl"}


@dataclass(frozen=True)
class ListedClinic:
    """One row that could be read: its line in the file, and the clinic."""

    line: int
    clinic: Clinic


@dataclass(frozen=True)
class ClinicList:
    """The clinics of a file and what is wrong with its other rows."""

    clinics: tuple[ListedClinic, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


class RowError(ValueError):
    """A row that is no clinic; the message says what is wrong with it."""


def read_clinic_list(
    content: bytes, file: str, *, kind: ClinicKind, source: str | None, states: Mapping[str, str]
) -> ClinicList:
    """Returns the clinics of a CSV file, in UTF-8 or a Windows encoding, with commas, semicolons, tabs or bars.

    `kind` holds for rows that name none. `source` is the key of the source that the list was read at; without one the
    clinics are unconfirmed. `states` gives the code of each state by its folded name and code. Lines are those of the
    file, from 1.
    """
    rows, problems = _all_rows(_decoded(content), file)
    header = next((place for place, (_, cells) in enumerate(rows) if _has_columns(cells)), None)
    if header is None:
        missing = Problem(file, 1, "no line names the columns: at least clinic name and state")
        return ClinicList(problems=(missing, *problems))
    columns = _columns(rows[header][1])
    clinics: dict[str, ListedClinic] = {}
    for line, cells in rows[header + 1 :]:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        if not any(row.values()):
            continue
        try:
            clinic = _clinic(row, kind, source, states)
            if clinic.slug in clinics:
                raise RowError(f"{clinic.name} stands already on line {clinics[clinic.slug].line}")
            clinics[clinic.slug] = ListedClinic(line, clinic)
        except RowError as error:
            problems.append(Problem(file, line, str(error)))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            problems.append(Problem(file, line, f"{first['loc'][0]}: {first['msg'].lower()}"))
    return ClinicList(tuple(clinics.values()), tuple(sorted(problems, key=lambda problem: problem.line)))


def folded_name(text: str) -> str:
    """Returns the Latin letters of a column's or a state's name, small and without marks: "ST." is "st"."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text).casefold())


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _all_rows(text: str, file: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Returns the rows up to where the file can be read as one, and the problem that ends them there."""
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(_rows(text))
    except csv.Error:
        line = rows[-1][0] + 1 if rows else 1
        return rows, [Problem(file, line, "from here on nothing can be read: a quotation mark is open")]
    return rows, []


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yields each row with the line on which it begins; cells may hold line breaks."""
    text = text.replace("\0", "")
    header = next((line for line in text.splitlines() if "state" in line.lower()), text[:1000])
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _has_columns(cells: Sequence[str]) -> bool:
    return all(name in _columns(cells) for name in NEEDED)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    folded = [folded_name(cell) for cell in cells]
    found = {}
    for name, variants in COLUMNS.items():
        place = next((folded.index(variant) for variant in variants if variant in folded), None)
        if place is not None:
            found[name] = place
    return found


def _clinic(row: Mapping[str, str], kind: ClinicKind, source: str | None, states: Mapping[str, str]) -> Clinic:
    name, city = _one_line(row["name"]), _one_line(row.get("city", ""))
    if not name:
        raise RowError("the name of the clinic is missing")
    if not row["state"]:
        raise RowError(f"{name}: the state is missing")
    state = states.get(folded_name(row["state"]))
    if state is None:
        raise RowError(f"{name}: “{_one_line(row['state'])}” is no state")
    kind_of_row = row.get("kind", "").lower() or kind
    if kind_of_row not in get_args(ClinicKind):
        raise RowError(f"{name}: “{kind_of_row}” is none of {', '.join(get_args(ClinicKind))}")
    languages, unknown = _languages(row.get("languages", ""))
    address, rest = _address(row.get("contact", ""))
    notes = [f"Also speaks: {'; '.join(unknown)}." if unknown else "", rest]
    return Clinic.model_validate(
        {
            "slug": _slug(f"{kind_of_row}-{state}-{name}-{city}"),
            "name": f"{name}, {city}" if city and city.casefold() not in name.casefold() else name,
            "kind": kind_of_row,
            "example": False,
            "phone": _phones(row.get("phones", ""), name),
            "url": address,
            "hours": {},
            "languages": languages,
            "states": [state],
            "zips": re.findall(r"\b\d{5}\b", row.get("zip", "")),
            "origins": [],
            "colour": COLOUR,
            "verification": "read" if source else "unconfirmed",
            "sources": [source] if source else [],
            "note": " ".join(note for note in notes if note) or None,
        }
    )


def _phones(cell: str, name: str) -> str | None:
    """Returns the numbers as they are dialled, several joined by commas; raises RowError for what is no number."""
    numbers = []
    for part in PHONE_SEPARATOR.split(cell):
        if not part.strip():
            continue
        match = PHONE.fullmatch(part)
        if match is None:
            raise RowError(f"{name}: “{part.strip()}” is no U.S. phone number")
        numbers.append("-".join(match.group(1, 2, 3)) + (f" ext. {match[4]}" if match[4] else ""))
    return ", ".join(dict.fromkeys(numbers)) or None


def _languages(cell: str) -> tuple[list[str], list[str]]:
    """Returns the two-letter codes of the languages, English first for every clinic speaks it, and the other words."""
    codes = ["en"]
    unknown: list[str] = []
    for part in LANGUAGE_SEPARATOR.split(cell):
        word = _one_line(part).strip(" .*")
        if not word or folded_name(word) in ("none", "na", "english"):
            continue
        code = _language_codes().get(folded_name(word)) or _language_codes().get(folded_name(word.split()[-1]))
        (codes if code else unknown).append(code or word)
    return list(dict.fromkeys(codes)), unknown


@cache
def _language_codes() -> Mapping[str, str]:
    english: Mapping[str, str] = Locale("en").languages
    by_name = {folded_name(name): BABEL_CODES.get(code, code) for code, name in english.items()}
    return {name: code for name, code in {**by_name, **ALSO_CALLED}.items() if len(code) == 2}


def _address(cell: str) -> tuple[str | None, str]:
    """Returns the web address in a contact cell, https unless it says otherwise, and what else stands there."""
    without_mail = MAIL.sub(" ", cell)
    match = WEB.search(without_mail)
    address = match[0].rstrip(".,;)") if match else None
    if address and not address.startswith("http"):
        address = f"https://{address}"
    rest = _one_line(cell.replace(match[0], " ") if match else cell)
    return address, rest


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:80].strip("-")


def _one_line(text: str) -> str:
    return " ".join(text.split())
