"""A small made-up content: what the store's tests write, import and export."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from faro.content.kinds import AnswerText, Fields, parse_fields

NOW = dt.datetime(2026, 9, 10, 12, 30, 0, 123456, tzinfo=dt.UTC)

FILES = {
    "topics.yml": """\
topics:
- id: who_sees_my_address
  group: address
  core: true
  urgent: false
- id: a_letter_came
  group: letters
  core: false
  urgent: true
""",
    "languages.yml": """\
languages:
- code: es
  name: Español
  direction: ltr
- code: ar
  name: العربية
  direction: rtl
- code: en
  name: English
  direction: ltr
""",
    "sources.yml": """\
sources:
- key: a-newspaper-2025-11-21
  title: 'Judge: the sharing broke the law'
  publisher: A Newspaper
  url: null
  date: 2025-11-21
  kind: news
  verification: read
  note: null
""",
    "facts.yml": """\
facts:
- key: records_disclosed
  claim: The IRS gave ICE the last known addresses of 47,289 people.
  value: 47289
  unit: people
  display: {}
  date: 2025-08-07
  verification: read
  sources:
  - a-newspaper-2025-11-21
  note: null
- key: share_of_filers
  claim: Half of one percent.
  value: 0.5
  unit: percent
  display:
    es: medio por ciento
    en: half a percent
  date: null
  verification: second_hand
  sources: []
  note: Read in a copy.
""",
    "rulings.yml": """\
courts:
- slug: d-d-c
  level: district
  name:
    en: A District Court
    es: Un tribunal de distrito
  place:
    en: Washington, D.C.
    es: Washington, D. C.
cases:
- slug: somebody-v-irs
  name: Somebody v. IRS
  court: d-d-c
  docket: 1:25-cv-00001
  judge: A. Judge
  appeal_court: null
  appeal_docket: null
  note: null
rulings:
- id: first-stay
  date: 2025-11-21
  date_note: null
  case: somebody-v-irs
  court: d-d-c
  judges:
  - A. Judge
  kind: order
  channels:
    bulk_sharing: blocks
  lifts: []
  affirms: []
  checked_on: 2026-09-08
  verification: read
  sources:
  - a-newspaper-2025-11-21
  what:
    en: The court stopped it.
    es: El tribunal lo detuvo.
  note: null
""",
    "helplines.yml": """\
helplines:
- key: a_hotline
  name: A Hotline
  phone: 1-800-555-0100
  url: null
  purpose:
    en: report something
  urgent: true
  check_number: false
  verification: read
  sources: []
  note: null
""",
    "clinics.yml": """\
clinics:
- slug: example-clinic
  name: Example Clinic
  kind: litc
  example: true
  phone: null
  url: null
  hours:
    en: Monday to Friday, 9 to 5
  languages:
  - en
  states:
  - TX
  zips: []
  origins:
  - http://127.0.0.1:8020
  colour: '#1d4e89'
  verification: read
  sources: []
  note: null
""",
    "content/en/who_sees_my_address.md": """\
---
title: Who sees my address?
short: Fewer people than you fear.
sources:
- a-newspaper-2025-11-21
review_by: 2027-02-20
leans_on:
- bulk_sharing
related:
- a_letter_came
---
{{ ruling.bulk_sharing }}

- The IRS gave away {{ fact.records_disclosed }} addresses — “last known” ones.
""",
    "content/es/who_sees_my_address.md": """\
---
title: ¿Quién ve mi dirección?
short: Menos personas de las que temes.
sources: []
review_by: 2027-02-20
leans_on: []
related: []
---
Menos personas.
""",
    "interface/en.yml": """\
send: Send
greeting: 'Hello! Ask: anything.'
another: Ask something else
""",
}


def write_sample(folder: Path) -> Path:
    """Returns the folder, filled with the made-up content files."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def read_files(folder: Path) -> dict[str, bytes]:
    """Returns every file of the folder by its relative path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def answer(body: str) -> AnswerText:
    """Returns an answer that says this."""
    return AnswerText(
        title="Who sees my address?",
        short="Few.",
        sources=[],
        review_by=dt.date(2027, 2, 20),
        leans_on=[],
        related=[],
        body=body,
    )


def fact(value: float) -> Fields:
    """Returns the fact `addresses_shared` with this figure."""
    data = {"key": "addresses_shared", "claim": "So many.", "value": value, "unit": "people", "display": {}}
    return parse_fields("fact", {**data, "date": None, "verification": "read", "sources": [], "note": None})
