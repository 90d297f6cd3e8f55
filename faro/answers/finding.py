"""Finding a person: the help list for a place, and the one kind question where that is, which nobody has to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from faro.answers.compose import compose, compose_short, scene_of, topic_choices
from faro.answers.directory import clinics_to_show
from faro.answers.placeholders import escape, fill_placeholders
from faro.answers.places import NOWHERE, Place, place_name
from faro.answers.rendering import lay_out
from faro.answers.reply import Choice, Message, Reply
from faro.store.snapshot import Snapshot

HELP_TOPIC = "find_help"
SCOPE_TOPIC = "ruling_scope"
# The answers that can be told better when the place is known.
PLACE_TOPICS = frozenset({HELP_TOPIC, "human_contact", SCOPE_TOPIC})
NO_PLACE_CHOICE = "place:none"
# People name these states when they speak of the courts that sit there, not of where they live.
SEATS_OF_THE_COURTS = frozenset({"MA", "DC", "WA DC"})
RELATED = ("free_filing_help", "preparer_fraud", "contact_irs")


def answer_with_place(
    snapshot: Snapshot, topic: str, lang: str, clinic: str | None, now: dt.datetime, place: Place, *, ask: bool
) -> Reply:
    """Returns the answer to one of PLACE_TOPICS with what the place adds to it; raises UnknownTopicError.

    Without a place that is the question where the person lives, if `ask`; national contacts are in the answer already.
    """
    answer = compose(snapshot, topic, lang, clinic, now, place=place)
    if place.states and topic == SCOPE_TOPIC and not _local(snapshot, lang, clinic, place):
        return answer
    if place.states and topic != HELP_TOPIC:
        return replace(answer, messages=(*answer.messages, _help_list(snapshot, lang, clinic, now, place)))
    if place.states and not _local(snapshot, lang, clinic, place):
        # The answer lists the national contacts itself.
        missing = _said(["no_clinic_in_place"], snapshot, lang, clinic, now, place)
        return replace(answer, messages=(missing, *answer.messages))
    if not place.states and ask and topic != SCOPE_TOPIC:
        return replace(answer, messages=(*answer.messages, _question(snapshot, lang, clinic, now)))
    return answer


def help_near(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, place: Place) -> Reply:
    """Returns the help list of a place that somebody named; where it is none that is known, the national one."""
    return _reply(snapshot, lang, clinic, now, _help_list(snapshot, lang, clinic, now, place))


def scope_near(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, place: Place) -> Reply:
    """Returns how far the orders reach, in short, and who can tell in the place; raises UnknownTopicError.

    For somebody who names another state after they asked about theirs.
    """
    answer = compose_short(snapshot, SCOPE_TOPIC, lang, clinic, now)
    return replace(answer, messages=(*answer.messages, _help_list(snapshot, lang, clinic, now, place)))


def help_anywhere(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the national help list, for somebody who would rather not say where they live."""
    return _reply(snapshot, lang, clinic, now, _listed(["place_not_told"], snapshot, lang, clinic, now, NOWHERE))


def _reply(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, message: Message) -> Reply:
    scene = scene_of(snapshot, lang, clinic, now)
    known = HELP_TOPIC if snapshot.answer(HELP_TOPIC, lang) else None
    return Reply("answer" if known else "notice", scene.words.lang, (message,), known)


def _help_list(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, place: Place) -> Message:
    keys = ["help_in_place"] if _local(snapshot, lang, clinic, place) else ["no_clinic_in_place", "help_everywhere"]
    return _listed(keys if place.states else ["place_unknown"], snapshot, lang, clinic, now, place)


def _listed(
    keys: Sequence[str], snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, place: Place
) -> Message:
    said = _said(keys, snapshot, lang, clinic, now, place if place.states else NOWHERE)
    return replace(said, choices=topic_choices(snapshot, RELATED, lang))


def _said(
    keys: Sequence[str], snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, place: Place
) -> Message:
    scene = scene_of(snapshot, lang, clinic, now, place=place)
    named = {"place": escape(scene.words.isolate(place_name(place, scene.words)))} if place.states else {}
    body = "\n\n".join(scene.words.say(key, **named) for key in keys)
    return lay_out(fill_placeholders(body, scene))


def _question(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Message:
    words = scene_of(snapshot, lang, clinic, now).words
    rather_not = Choice(words.say("place_rather_not"), NO_PLACE_CHOICE)
    return lay_out(escape(words.say("ask_place")), choices=[rather_not])


def _local(snapshot: Snapshot, lang: str, clinic: str | None, place: Place) -> bool:
    """Returns whether the list for this place holds anything that the national one does not."""
    own = snapshot.clinics.get(clinic or "")
    local, _ = clinics_to_show(snapshot, place, lang, own)
    return bool(local) or (own is not None and bool(set(own.states) & set(place.states)))
