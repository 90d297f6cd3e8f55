"""The replies that are no topic's answer: greeting, clarifying, not understanding, small talk, notices, limited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from faro.answers.compose import compose, compose_short, scene_of, topic_choices
from faro.answers.placeholders import escape, fill_placeholders, placeholders_in, resolver
from faro.answers.rendering import lay_out
from faro.answers.reply import Choice, Kind, Message, Reply
from faro.answers.words import Words
from faro.store.snapshot import Snapshot

# The first buttons that a person sees: the fear itself, what the courts say, the decision, and where a person helps.
MENU = ("address_exposure", "ruling_status", "should_i_file", "final_removal_order", "find_help", "ice_at_door")
CLARIFY_CHOICES = 3
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


def greet(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the greeting: what Faro is, what it never keeps, and the menu."""
    return _said("small_talk", "greet", snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def small_talk(key: str, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns a line of small talk (`thanks`, `goodbye`, `affirm`, `deny`, `complaint`) with the menu."""
    return _said("small_talk", key, snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def notice(key: str, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns a line about the service itself (`forgotten`, `stopped`, `language_changed`) with the menu."""
    return _said("notice", key, snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def languages(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the languages that Faro speaks, each a button in its own name."""
    offered = tuple(Choice(language.name, f"lang:{language.code}") for language in snapshot.offered_languages())
    return _said("notice", "language_unknown", snapshot, lang, clinic, now, offered)


def clarify(topics: Sequence[str], snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns "did you mean" with the likeliest topics as buttons."""
    offered = topic_choices(snapshot, topics[:CLARIFY_CHOICES], lang)
    return _said("clarify", "clarify", snapshot, lang, clinic, now, offered)


def fallback(misunderstandings: int, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns "not understood" the first time; from the second time on, buttons and how to reach a person."""
    key = "fallback_again" if misunderstandings > 1 else "fallback"
    return _said("fallback", key, snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def simpler(topic: str | None, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the short version of the last topic, or asks which topic is meant."""
    if topic is None or snapshot.answer(topic, lang) is None:
        return fallback(1, snapshot, lang, clinic, now)
    return compose_short(snapshot, topic, lang, clinic, now)


def more(topic: str | None, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the topics related to the last one as buttons, or asks which topic is meant."""
    published = snapshot.answer(topic, lang) if topic else None
    if published is None:
        return fallback(1, snapshot, lang, clinic, now)
    offered = topic_choices(snapshot, published.text.related, lang)
    return _said("clarify", "more_about", snapshot, lang, clinic, now, offered)


def sources(topic: str | None, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns where the last answer was read, or the answer about Faro's sources when there was none."""
    if topic is None or snapshot.answer(topic, lang) is None:
        return compose(snapshot, "bot_sources", lang, clinic, now)
    words = Words(snapshot, lang)
    composed = compose(snapshot, topic, lang, clinic, now)
    message = composed.messages[0]
    lines = []
    for source in message.sources:
        date = words.date(source.date) if source.date else words.say("no_date")
        lines.append(f"- {escape(words.isolate(source.title))}, {escape(date)}")
    body = escape(words.say("sources_of_answer")) + "\n\n" + "\n".join(lines)
    return Reply(
        "answer", lang, (lay_out(body, choices=message.choices, sources=message.sources),), topic, composed.status
    )


def limited(topic: str | None, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns what can be said without the engine: a notice with a number, then the topic asked for, else the menu."""
    scene = scene_of(snapshot, lang, clinic, now)
    said = lay_out(fill_placeholders(_sayable(scene.words.say("limited"), snapshot), scene))
    known = topic if topic and snapshot.answer(topic, lang) else None
    if known is None:
        message = Message(said.text, said.html, topic_choices(snapshot, MENU, lang))
        return Reply("limited", lang, (message,))
    composed = compose(snapshot, known, lang, clinic, now)
    return Reply("limited", lang, (said, *composed.messages), known, composed.status)


def _sayable(text: str, snapshot: Snapshot) -> str:
    """Returns the sentences whose placeholders can be filled: with nothing else published, the rest is still said."""
    sentences = SENTENCE_END.split(text)
    return " ".join(s for s in sentences if all(resolver(name, snapshot) for name in placeholders_in(s)))


def _said(
    kind: Kind,
    key: str,
    snapshot: Snapshot,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
    choices: Sequence[Choice],
) -> Reply:
    scene = scene_of(snapshot, lang, clinic, now)
    body = fill_placeholders(scene.words.say(key), scene)
    return Reply(kind, lang, (lay_out(body, choices=choices),))
