"""Composes the answer to one topic: a pure function of the published content, the rulings and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from faro.answers.placeholders import Scene, fill_placeholders, placeholders_in, unchecked_helplines
from faro.answers.places import NOWHERE, Place
from faro.answers.rendering import lay_out
from faro.answers.reply import Choice, Kind, Message, Reply, SourceLink
from faro.answers.status import RulingStatus, status_of
from faro.answers.words import Words
from faro.content.kinds import CHANNELS, AnswerText, Channel
from faro.store.snapshot import FALLBACK_LANGUAGE, PublishedAnswer, Snapshot

# What somebody asks who is weighing whether to file: what it depends on is the risk check's business.
CHECKED_GROUPS = frozenset({"filing", "exposure"})

# All topics of eight languages; an answer is some thirty kilobytes, so 15 MB at most.
REMEMBERED_AT_MOST = 500


class UnknownTopicError(KeyError):
    """A topic that the snapshot has no answer for, in any language."""


def compose(
    snapshot: Snapshot,
    topic: str,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
    *,
    review_days: int | None = None,
    place: Place = NOWHERE,
) -> Reply:
    """Returns the answer to `topic` in `lang`, else in English with a notice; raises UnknownTopicError.

    `clinic` is the slug of the embedding clinic; one that is not known is as none. `review_days` is how old the newest
    check of a ruling may be before the answer says that it may have changed; the snapshot's own where it is not given.
    `place` is where the person lives, for the list of clinics.
    """
    # What a place adds comes from what somebody wrote, which is kept nowhere but in their conversation.
    if place.known:
        return _composed(snapshot, topic, lang, clinic, now, review_days=review_days, place=place)
    return _remembered(snapshot, topic, lang, clinic, now, short=False, review_days=review_days)


def compose_short(snapshot: Snapshot, topic: str, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the topic's short version, with the same kind, status, sources and buttons; raises UnknownTopicError."""
    return _remembered(snapshot, topic, lang, clinic, now, short=True)


def _remembered(
    snapshot: Snapshot,
    topic: str,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
    *,
    short: bool,
    review_days: int | None = None,
) -> Reply:
    """Returns what `_composed` does, once composed for all who ask the same of this snapshot on this day."""
    known = clinic if clinic in snapshot.clinics else None
    key = (topic, lang, known, now.date(), short, review_days)
    reply = snapshot.composed.get(key)
    if not isinstance(reply, Reply):
        reply = _composed(snapshot, topic, lang, known, now, short=short, review_days=review_days)
        if len(snapshot.composed) >= REMEMBERED_AT_MOST:
            snapshot.composed.clear()
        snapshot.composed[key] = reply
    return reply


def _composed(
    snapshot: Snapshot,
    topic: str,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
    *,
    short: bool = False,
    review_days: int | None = None,
    place: Place = NOWHERE,
) -> Reply:
    published = snapshot.answer(topic, lang)
    if published is None:
        raise UnknownTopicError(topic)
    scene = scene_of(snapshot, lang, clinic, now, review_days=review_days, place=place)
    message = _message(published, scene, published.text.short if short else published.text.body, now)
    leaned_on = channels_leaned_on(published.text)
    urgent = topic in snapshot.topics and snapshot.topics[topic].urgent
    kind: Kind = "urgent" if urgent else "answer"
    return Reply(kind, published.lang, (message,), topic, scene.status if leaned_on else None)


def scene_of(
    snapshot: Snapshot,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
    *,
    review_days: int | None = None,
    place: Place = NOWHERE,
) -> Scene:
    """Returns what placeholders look at, for this language, clinic, moment and place."""
    status = status_of(snapshot, now.date(), review_days)
    return Scene(snapshot, status, Words(snapshot, lang), snapshot.clinics.get(clinic or ""), place=place)


def channels_leaned_on(text: AnswerText) -> tuple[Channel, ...]:
    """Returns the channels that the text names in `leans_on` or shows through a placeholder."""
    shown = {name.removeprefix("ruling.") for name in placeholders_in(f"{text.short} {text.body}")}
    if "status" in shown:
        return CHANNELS
    return tuple(channel for channel in CHANNELS if channel in text.leans_on or channel in shown)


def topic_choices(snapshot: Snapshot, topics: Iterable[str], lang: str) -> tuple[Choice, ...]:
    """Returns one button for each topic that has an answer, labelled with its question."""
    answers = [(topic, snapshot.answer(topic, lang)) for topic in topics]
    return tuple(Choice(answer.text.title, f"topic:{topic}") for topic, answer in answers if answer)


def _message(published: PublishedAnswer, scene: Scene, markdown: str, now: dt.datetime) -> Message:
    snapshot, text = scene.snapshot, published.text
    asked = scene.words
    # A fallback text is filled in its own language: an English sentence around a Spanish date helps nobody.
    own = asked if published.lang == asked.lang else Words(snapshot, published.lang)
    urgent = published.topic in snapshot.topics and snapshot.topics[published.topic].urgent
    # Nobody at a door can check a number first: an urgent answer gives it at once and says below that it is unchecked.
    filled = fill_placeholders(markdown, replace(scene, words=own, warn_of_unchecked=not urgent))
    notices = [] if published.lang == asked.lang else [asked.say("not_in_your_language")]
    return lay_out(
        filled,
        notices=notices,
        stale="" if urgent else stale_notice(text, scene.status, asked, now),
        footer=_footer(published, markdown, urgent, scene),
        choices=(*topic_choices(snapshot, text.related, asked.lang), *_check_choice(published.topic, scene)),
        sources=sources_of(text, scene.status, snapshot),
    )


def _check_choice(topic: str, scene: Scene) -> tuple[Choice, ...]:
    """Returns the button to the risk check under an answer about filing or exposure, where the check is published."""
    known, check = scene.snapshot.topics.get(topic), scene.snapshot.risk_check(scene.words.lang)
    if known is None or known.group not in CHECKED_GROUPS or check is None or not scene.snapshot.risk_questions:
        return ()
    return (Choice(check.text.words["start_button"], "risk_check"),)


def _footer(published: PublishedAnswer, markdown: str, urgent: bool, scene: Scene) -> list[str]:
    lines = []
    if urgent and unchecked_helplines(markdown, scene.snapshot):
        lines.append(scene.words.say("numbers_unchecked"))
    if not published.reviewed:
        lines.append(scene.words.say("not_reviewed"))
    return lines


def stale_notice(text: AnswerText, status: RulingStatus, words: Words, now: dt.datetime) -> str:
    """Returns the sentence that warns of what nobody has checked lately, empty where all that it leans on is fresh."""
    leaned_on = [status.channels[channel] for channel in channels_leaned_on(text)]
    if checking := [channel.checking_since for channel in leaned_on if channel.checking_since]:
        return words.say("checking_rulings", date=words.date(min(checking)))
    checks = [channel.as_of for channel in leaned_on if channel.overdue and channel.as_of]
    if checks:
        oldest = min(checks)
        # Another date may stand in the text itself; then the notice must not seem to contradict it.
        same = all(channel.as_of in (None, oldest) for channel in leaned_on)
        return words.say("stale_rulings" if same else "stale_rulings_partly", date=words.date(oldest))
    if now.date() > text.review_by:
        return words.say("stale_answer", date=words.date(text.review_by))
    return ""


def sources_of(text: AnswerText, status: RulingStatus, snapshot: Snapshot) -> tuple[SourceLink, ...]:
    """Returns the text's own sources and those of the rulings it leans on now, each once, nothing unconfirmed."""
    keys = list(text.sources)
    for channel in channels_leaned_on(text):
        shown = status.channels[channel]
        for ruling in (shown.known or shown).deciding:
            keys += ruling.sources
    found = [snapshot.sources[key] for key in dict.fromkeys(keys) if key in snapshot.sources]
    return tuple(
        SourceLink(source.title, source.url, source.date) for source in found if source.verification != "unconfirmed"
    )


def fallback_language(snapshot: Snapshot, lang: str | None) -> str:
    """Returns `lang` where Faro offers it, else English."""
    return cast(str, lang) if snapshot.is_offered(lang) else FALLBACK_LANGUAGE
