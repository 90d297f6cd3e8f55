"""What the editor offers to choose from: placeholders with today's values, sources, facts and related topics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from faro.answers.compose import scene_of
from faro.answers.markdown import to_plain
from faro.answers.placeholders import fill_placeholders, known_placeholders
from faro.content.kinds import CHANNELS
from faro.desk.titles import title_of
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

Named = tuple[str, str]


@dataclass(frozen=True)
class Offered:
    """Each list as (key, what a person reads); `placeholders` by family, as (name, its value today)."""

    placeholders: Mapping[str, tuple[Named, ...]]
    sources: tuple[Named, ...]
    channels: tuple[Named, ...]
    facts: tuple[Named, ...]
    topics: tuple[Named, ...]


def offered(snapshot: Snapshot, lang: str, now: dt.datetime) -> Offered:
    """Returns what may be used in this language at this moment: nothing that is unconfirmed is offered."""
    return Offered(
        placeholders=_placeholders(snapshot, lang, now),
        sources=tuple(
            (key, f"{source.title} ({source.publisher}{f', {source.date}' if source.date else ''})")
            for key, source in snapshot.sources.items()
            if source.verification != "unconfirmed"
        ),
        channels=tuple((channel, f"ruling.{channel}") for channel in CHANNELS),
        facts=tuple(
            (key, title_of(fact, key)) for key, fact in snapshot.facts.items() if fact.verification != "unconfirmed"
        ),
        topics=tuple((topic, _question(snapshot, topic)) for topic in snapshot.topics),
    )


def first_chosen(listed: Iterable[Named], chosen: Iterable[str]) -> tuple[tuple[str, str, bool], ...]:
    """Returns (key, label, whether it is chosen), the chosen ones first and in their order.

    One that was chosen and is not offered any more is named by its key, so that it can be taken out.
    """
    labels, order = dict(listed), list(chosen)
    rest = [(key, label, False) for key, label in labels.items() if key not in order]
    return (*((key, labels.get(key, key), True) for key in order), *rest)


def _placeholders(snapshot: Snapshot, lang: str, now: dt.datetime) -> Mapping[str, tuple[Named, ...]]:
    scene = scene_of(snapshot, lang, None, now)
    unconfirmed = {
        *(f"fact.{key}" for key, fact in snapshot.facts.items() if fact.verification == "unconfirmed"),
        *(f"ruling.{ruling.id}" for ruling in snapshot.rulings if ruling.verification == "unconfirmed"),
    }
    families: dict[str, list[Named]] = {}
    for name in known_placeholders(snapshot):
        if ".".join(name.split(".")[:2]) in unconfirmed:
            continue
        value = to_plain(fill_placeholders(f"{{{{ {name} }}}}", scene))
        families.setdefault(name.partition(".")[0], []).append((name, value))
    return MappingProxyType({family: tuple(names) for family, names in families.items()})


def _question(snapshot: Snapshot, topic: str) -> str:
    answer = snapshot.answer(topic, FALLBACK_LANGUAGE)
    return answer.text.title if answer else topic
