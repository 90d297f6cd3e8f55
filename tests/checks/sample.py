"""A small made-up content without a fault, which the tests break in one way at a time."""

from __future__ import annotations

from pathlib import Path

RULES = """\
complete:
- en
- es
about_law:
- the_court
longest_title: 40
longer_bodies:
  the_court: 40
allowed_figures:
- \\bforms?\\s+W-7\\b
languages:
  en:
    hardest_grade: 3.5
    hardest_grade_of_law: 4.5
    longest_sentence: 12
    longest_average: 8.0
    shortest_body: 12
    longest_body: 30
    longest_urgent: 12
    forbidden:
    - you are safe
    - don't worry
  es:
    lowest_ease: 65.0
    longest_sentence: 14
    shortest_body: 8
    longest_body: 30
    longest_urgent: 14
    forbidden:
    - está a salvo
"""


def answer(title: str, short: str, related: str, body: str) -> str:
    return f"""\
---
title: {title}
short: {short}
sources:
- a-report
review_by: 2027-01-01
leans_on:
- bulk_sharing
- people_counted
related:
- {related}
---
{body}
"""


A_LETTER = """\
Read the letter first.

The count was {{ fact.people_counted }} people. Use Form W-7 to ask.

You can talk with a clinic."""
UNA_CARTA = """\
Lea la carta primero.

Son {{ fact.people_counted }} personas. Puede hablar con una clínica."""
THE_COURT = """\
{{ ruling.bulk_sharing }}

A judge made an order on {{ ruling.the-order.date }}. It can change on any day."""
EL_TRIBUNAL = """\
{{ ruling.bulk_sharing }}

Hay una orden del {{ ruling.the-order.date }}. Puede cambiar en un día."""

FILES = {
    "checks.yml": RULES,
    "topics.yml": """\
topics:
- id: a_letter
  group: letters
  core: true
  urgent: false
- id: at_the_door
  group: home
  core: true
  urgent: true
- id: the_court
  group: courts
  core: false
  urgent: false
""",
    "languages.yml": """\
languages:
- code: en
  name: English
  direction: ltr
- code: es
  name: Español
  direction: ltr
""",
    "sources.yml": """\
sources:
- key: a-report
  title: A report
  publisher: A newspaper
  url: null
  date: 2026-01-01
  kind: news
  verification: read
  note: null
- key: a-rumour
  title: A rumour
  publisher: Somebody
  url: null
  date: null
  kind: secondary
  verification: unconfirmed
  note: null
""",
    "facts.yml": """\
facts:
- key: people_counted
  claim: People were counted.
  value: 47289
  unit: people
  display: {}
  date: 2025-08-07
  verification: read
  sources:
  - a-report
  note: null
- key: rumoured_count
  claim: People were counted twice.
  value: 5
  unit: people
  display: {}
  date: null
  verification: unconfirmed
  sources: []
  note: null
""",
    "rulings.yml": """\
courts:
- slug: test-court
  level: district
  name:
    en: Court of Tests
    es: Tribunal de Pruebas
  place:
    en: Testville
    es: Villaprueba
cases:
- slug: test-case
  name: A v. B
  court: test-court
  docket: null
  judge: null
  appeal_court: null
  appeal_docket: null
  note: null
rulings:
- id: the-order
  date: 2026-01-01
  date_note: null
  case: test-case
  court: test-court
  judges:
  - Ann Judge
  kind: order
  channels:
    bulk_sharing: blocks
  lifts: []
  affirms: []
  checked_on: null
  verification: read
  sources:
  - a-report
  what:
    en: A judge made an order.
  note: null
- id: the-rumour
  date: 2026-02-01
  date_note: null
  case: test-case
  court: test-court
  judges: []
  kind: event
  channels: {}
  lifts: []
  affirms: []
  checked_on: null
  verification: unconfirmed
  sources: []
  what:
    en: Somebody said something.
  note: null
""",
    "helplines.yml": """\
helplines:
- key: hotline
  name: A hotline
  phone: 1-800-555-0100
  url: null
  purpose:
    en: call at once
  urgent: true
  check_number: false
  verification: read
  sources:
  - a-report
  note: null
""",
    "clinics.yml": "clinics: []\n",
    "interface/en.yml": """\
thanks: You are welcome.
last_seen: Last seen on {date}.
limited: Call {{ helpline.hotline }}.
""",
    "interface/es.yml": """\
thanks: De nada.
last_seen: Visto el {date}.
limited: Llame a {{ helpline.hotline }}.
""",
    "content/en/a_letter.md": answer("A letter came. What now?", "Read it first.", "the_court", A_LETTER),
    "content/es/a_letter.md": answer("Llegó una carta. ¿Qué hago?", "Lea la carta.", "the_court", UNA_CARTA),
    "content/en/at_the_door.md": answer(
        "They are at the door!", "Stay in.", "a_letter", "Call {{ helpline.hotline }}.\n\nStay in. Do not open."
    ),
    "content/es/at_the_door.md": answer(
        "¡Están en la puerta!", "No abra.", "a_letter", "Llame a {{ helpline.hotline }}.\n\nNo abra la puerta."
    ),
    "content/en/the_court.md": answer("What did the court say?", "It made an order.", "a_letter", THE_COURT),
    "content/es/the_court.md": answer("¿Qué dijo el tribunal?", "Hay una orden.", "a_letter", EL_TRIBUNAL),
}


def write_sample(folder: Path) -> None:
    """Writes the sample as content files."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def break_file(folder: Path, name: str, old: str, new: str) -> None:
    """Replaces the one place where `old` stands in a file of the sample."""
    text = (folder / name).read_text("utf-8")
    assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {name}"
    (folder / name).write_text(text.replace(old, new), "utf-8")
