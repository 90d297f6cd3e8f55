"""How each field of a ruling, fact or clinic stands in a form: read from what was typed, written back to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from faro.content.kinds import CHANNELS
from faro.desk.form import Form

Values = dict[str, list[str]]
"""The fields of a form, each with everything that was given for it."""


@dataclass(frozen=True)
class FormField:
    """One field of a document in a form: what was typed becomes data, data becomes what stands in the form."""

    read: Callable[[Form, str], Any]
    write: Callable[[str, Any], Values]


def _plain(name: str, value: Any) -> Values:
    return {name: [] if value is None else [str(value)]}


def _many(name: str, value: Iterable[str]) -> Values:
    return {name: list(value)}


def _number(form: Form, name: str) -> Any:
    typed = form[name].replace(",", "")
    if re.fullmatch(r"-?[0-9]{1,15}", typed, re.ASCII):
        return int(typed)
    # What is no number is handed on as it is, so that the check of the field refuses it in words.
    return float(typed) if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,6}", typed, re.ASCII) else typed or None


def _by_part(form: Form, name: str) -> dict[str, str]:
    return {
        field.removeprefix(f"{name}."): value.strip()
        for field, value in form
        if field.startswith(f"{name}.") and value.strip()
    }


def _parts(name: str, value: Mapping[str, str]) -> Values:
    return {f"{name}.{part}": [written] for part, written in value.items()}


def _channels(form: Form, name: str) -> dict[str, str]:
    given = _by_part(form, name)
    return {channel: given[channel] for channel in CHANNELS if channel in given}


LINE = FormField(lambda form, name: form[name], _plain)
OPTIONAL = FormField(lambda form, name: form[name] or None, _plain)
NUMBER = FormField(_number, _plain)
TICK = FormField(lambda form, name: form[name] == "on", lambda name, value: {name: ["on"] if value else []})
CHOSEN = FormField(lambda form, name: list(dict.fromkeys(form.every(name))), _many)
LINES = FormField(
    lambda form, name: [line.strip() for line in form[name].splitlines() if line.strip()],
    lambda name, value: {name: ["\n".join(value)]},
)
CODES = FormField(
    lambda form, name: list(dict.fromkeys(re.split(r"[\s,;]+", form[name].upper()))) if form[name] else [],
    lambda name, value: {name: [" ".join(value)]},
)
COLOUR = FormField(lambda form, name: form[name].lower(), _plain)
TRANSLATED = FormField(_by_part, _parts)
BY_CHANNEL = FormField(_channels, _parts)

# In the order of the kind's own fields. The key itself is not typed, except where texts name it.
FORMS: Mapping[str, Mapping[str, FormField]] = {
    "source": {
        **{"title": LINE, "publisher": LINE, "url": OPTIONAL, "date": OPTIONAL, "kind": LINE},
        **{"verification": LINE, "note": OPTIONAL},
    },
    "fact": {
        **{"claim": LINE, "value": NUMBER, "unit": OPTIONAL, "display": TRANSLATED, "date": OPTIONAL},
        **{"verification": LINE, "sources": CHOSEN, "note": OPTIONAL},
    },
    "court": {"level": LINE, "name": TRANSLATED, "place": TRANSLATED},
    "case": {
        **{"name": LINE, "court": LINE, "docket": OPTIONAL, "judge": OPTIONAL, "appeal_court": OPTIONAL},
        **{"appeal_docket": OPTIONAL, "note": OPTIONAL},
    },
    "ruling": {
        **{"date": LINE, "date_note": OPTIONAL, "case": OPTIONAL, "court": OPTIONAL, "judges": LINES, "kind": LINE},
        **{"channels": BY_CHANNEL, "lifts": CHOSEN, "affirms": CHOSEN, "checked_on": OPTIONAL, "verification": LINE},
        **{"sources": CHOSEN, "what": TRANSLATED, "note": OPTIONAL},
    },
    "helpline": {
        **{"name": LINE, "phone": OPTIONAL, "url": OPTIONAL, "purpose": TRANSLATED, "urgent": TICK},
        **{"check_number": TICK, "verification": LINE, "sources": CHOSEN, "note": OPTIONAL},
    },
    "clinic": {
        **{"name": LINE, "kind": LINE, "example": TICK, "phone": OPTIONAL, "url": OPTIONAL, "hours": TRANSLATED},
        **{"languages": CHOSEN, "states": CODES, "zips": CODES, "origins": LINES, "colour": COLOUR},
        **{"verification": LINE, "sources": CHOSEN, "note": OPTIONAL},
    },
}


def read_entry(kind: str, form: Form, prefix: str = "") -> dict[str, Any]:
    """Returns what was typed as the data of a document of this kind, without its key; it is not checked yet."""
    return {name: field.read(form, f"{prefix}{name}") for name, field in FORMS[kind].items()}


def written_entry(kind: str, data: Mapping[str, Any]) -> Values:
    """Returns the document's data as the fields of its form."""
    values: Values = {}
    for name, field in FORMS[kind].items():
        values |= field.write(name, data[name])
    return values


def typed_values(form: Form) -> Values:
    """Returns everything that was typed, so that a form that was not taken shows it again."""
    values: Values = {}
    for name, value in form:
        values.setdefault(name, []).append(value)
    return values
