"""The closed list of places in an answer's text that live facts fill; anything else in braces is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from faro.answers.directory import clinics_to_show
from faro.answers.places import NOWHERE, Place
from faro.answers.status import RulingStatus
from faro.answers.status_sentences import channel_sentence, status_sentences
from faro.answers.words import Words
from faro.content.kinds import CHANNELS, Clinic, Helpline, Ruling
from faro.store.snapshot import Snapshot

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>&#])")


@dataclass(frozen=True)
class Scene:
    """What a placeholder may look at: the published content, the status today, the language, clinic and place."""

    snapshot: Snapshot
    status: RulingStatus
    words: Words
    clinic: Clinic | None
    warn_of_unchecked: bool = True
    place: Place = NOWHERE


class UnknownPlaceholderError(KeyError):
    """A placeholder that is not on the closed list."""


def fill_placeholders(text: str, scene: Scene) -> str:
    """Returns the text with every placeholder replaced by its value as Markdown; raises UnknownPlaceholderError."""

    def value(match: re.Match[str]) -> str:
        resolve = resolver(match[1], scene.snapshot)
        if resolve is None:
            raise UnknownPlaceholderError(match[1])
        return resolve(scene)

    return PLACEHOLDER.sub(value, text)


def placeholders_in(text: str) -> list[str]:
    """Returns the names of the placeholders of a text, in order, without their braces."""
    return PLACEHOLDER.findall(text)


def resolver(name: str, snapshot: Snapshot) -> Callable[[Scene], str] | None:
    """Returns what fills the placeholder `name`, or None where it is not on the list for this snapshot."""
    if name in FIXED:
        return FIXED[name]
    family, _, rest = name.partition(".")
    key, _, part = rest.partition(".")
    if family == "ruling":
        ruling = next((r for r in snapshot.rulings if r.id == key), None)
        return _ruling_part(ruling, part) if ruling else None
    if family == "fact" and key in snapshot.facts:
        return _fact_part(key, part, snapshot)
    if family == "helpline" and key in snapshot.helplines:
        return _helpline_part(snapshot.helplines[key], part)
    return None


def known_placeholders(snapshot: Snapshot) -> tuple[str, ...]:
    """Returns every placeholder that a text may hold with this snapshot: the list the desk offers."""
    names = list(FIXED)
    for ruling in snapshot.rulings:
        names += [f"ruling.{ruling.id}.{part}" for part in ("date", "court", "judges", "case", "what")]
    names += [f"fact.{key}{part}" for key in snapshot.facts for part in ("", ".date")]
    names += [f"helpline.{key}{part}" for key in snapshot.helplines for part in ("", ".phone", ".name", ".url")]
    return tuple(name for name in names if resolver(name, snapshot) is not None)


def escape(text: str) -> str:
    """Returns the text so that Markdown shows it as it is."""
    return MARKDOWN_SIGNS.sub(r"\\\1", text)


def _all_sentences(scene: Scene) -> str:
    return escape(" ".join(status_sentences(scene.status, scene.snapshot, scene.words.lang)))


def _channel(channel: str) -> Callable[[Scene], str]:
    return lambda scene: escape(
        channel_sentence(
            next(s for s in scene.status.channels.values() if s.channel == channel), scene.snapshot, scene.words.lang
        )
    )


def _as_of(scene: Scene) -> str:
    as_of = scene.status.as_of
    return escape(scene.words.date(as_of) if as_of else scene.words.say("no_date"))


def _ruling_part(ruling: Ruling, part: str) -> Callable[[Scene], str] | None:
    parts: Mapping[str, Callable[[Scene], str]] = {
        "date": lambda s: s.words.date(ruling.date),
        "court": lambda s: s.words.pick(s.snapshot.courts[ruling.court or ""].name),
        "judges": lambda s: s.words.list([s.words.isolate(judge) for judge in ruling.judges]),
        "case": lambda s: s.words.isolate(s.snapshot.cases[ruling.case or ""].name),
        "what": lambda s: s.words.pick(ruling.what),
    }
    missing = (
        (part == "court" and not ruling.court)
        or (part == "judges" and not ruling.judges)
        or (part == "case" and not ruling.case)
    )
    if part not in parts or missing:
        return None
    return lambda scene: escape(parts[part](scene))


def _fact_part(key: str, part: str, snapshot: Snapshot) -> Callable[[Scene], str] | None:
    fact = snapshot.facts[key]
    if part == "" and (fact.value is not None or fact.display):
        return lambda scene: escape(scene.words.figure(scene.snapshot.facts[key]))
    if part == "date" and fact.date:
        day = fact.date
        return lambda scene: escape(scene.words.date(day))
    return None


def _helpline_part(helpline: Helpline, part: str) -> Callable[[Scene], str] | None:
    if part == "name":
        return lambda scene: escape(scene.words.isolate(helpline.name))
    if part == "" and (helpline.phone or helpline.url):
        return lambda scene: escape(helpline_line(helpline, scene.words, warn=scene.warn_of_unchecked))
    if part == "phone" and helpline.phone:
        phone = helpline.phone
        return lambda scene: escape(_with_warning(scene.words.isolate(phone), helpline, "check_number", scene))
    if part == "url" and helpline.url:
        url = helpline.url
        return lambda scene: escape(
            _with_warning(scene.words.isolate(bare_address(url)), helpline, "check_address", scene)
        )
    return None


def helpline_line(helpline: Helpline, words: Words, *, warn: bool = True) -> str:
    """Returns name and number (else web address), with "check it first" where nobody verified it lately."""
    reach = helpline.phone or bare_address(helpline.url or "")
    line = f"{words.isolate(helpline.name)} {words.isolate(reach)}"
    if warn and is_unchecked(helpline):
        return f"{line} {words.say('check_number' if helpline.phone else 'check_address')}"
    return line


def is_unchecked(helpline: Helpline) -> bool:
    """Returns whether nobody has verified this number or address lately."""
    return helpline.check_number or helpline.verification == "unconfirmed"


def unchecked_helplines(text: str, snapshot: Snapshot) -> tuple[Helpline, ...]:
    """Returns the helplines that a text shows and that nobody has verified lately."""
    keys = {name.split(".")[1] for name in placeholders_in(text) if name.startswith("helpline.")}
    return tuple(h for key, h in snapshot.helplines.items() if key in keys and is_unchecked(h))


def bare_address(url: str) -> str:
    """Returns a web address as people read it, without the scheme."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _with_warning(text: str, helpline: Helpline, warning: str, scene: Scene) -> str:
    if scene.warn_of_unchecked and is_unchecked(helpline):
        return f"{text} {scene.words.say(warning)}"
    return text


def _clinic_contact(scene: Scene) -> str:
    if scene.clinic is None:
        return escape(scene.words.say("no_clinic_contact"))
    return clinic_line(scene.clinic, scene.words)


def clinic_line(clinic: Clinic, words: Words) -> str:
    """Returns one clinic as a line of Markdown: name, phone, web address, hours; an example says that it is one."""
    parts = [f"**{escape(words.isolate(clinic.name))}**"]
    if clinic.example:
        parts.append(escape(words.say("clinic_is_example")))
    if clinic.phone:
        parts.append(escape(words.isolate(clinic.phone)))
    if clinic.url:
        parts.append(escape(words.isolate(bare_address(clinic.url))))
    if clinic.hours:
        parts.append(escape(words.pick(clinic.hours)))
    if clinic.verification == "unconfirmed":
        parts.append(escape(words.say("check_number" if clinic.phone else "check_address")))
    return " · ".join(parts)


def _directory(scene: Scene) -> str:
    local, national = clinics_to_show(scene.snapshot, scene.place, scene.words.lang, scene.clinic)
    lines = [*([scene.clinic] if scene.clinic else []), *local, *national]
    return "\n\n" + "\n".join(f"- {clinic_line(clinic, scene.words)}" for clinic in lines) + "\n\n"


def _clinic_field(field: str) -> Callable[[Scene], str]:
    def value(scene: Scene) -> str:
        clinic = scene.clinic
        if clinic is None:
            return escape(scene.words.say(f"no_clinic_{field}"))
        if field == "hours":
            return escape(scene.words.pick(clinic.hours) if clinic.hours else scene.words.say("no_clinic_hours"))
        if field == "phone":
            return escape(clinic.phone or scene.words.say("no_clinic_phone"))
        return escape(scene.words.isolate(clinic.name))

    return value


def _languages(scene: Scene) -> str:
    return escape(", ".join(language.name for language in scene.snapshot.offered_languages()))


FIXED: Mapping[str, Callable[[Scene], str]] = MappingProxyType(
    {
        "ruling.status": _all_sentences,
        **{f"ruling.{channel}": _channel(channel) for channel in CHANNELS},
        "ruling.as_of": _as_of,
        "clinic.name": _clinic_field("name"),
        "clinic.phone": _clinic_field("phone"),
        "clinic.hours": _clinic_field("hours"),
        "clinic.contact": _clinic_contact,
        "clinics": _directory,
        "languages": _languages,
    }
)
