"""The replies that are no topic's answer: greeting, clarifying, not understanding, small talk, notices, limited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from faro.answers.compose import channels_leaned_on, compose, compose_short, scene_of, topic_choices
from faro.answers.placeholders import escape, fill_placeholders, placeholders_in, resolver
from faro.answers.rendering import lay_out
from faro.answers.reply import Choice, Kind, Message, Reply
from faro.answers.status_sentences import channel_sentence
from faro.answers.words import Words
from faro.store.snapshot import Snapshot

# The first buttons that a person sees: the fear itself, what the courts say, the decision, and where a person helps.
MENU = ("address_exposure", "ruling_status", "should_i_file", "final_removal_order", "find_help", "ice_at_door")
CLARIFY_CHOICES = 3
CRISIS_CHOICES = ("human_contact", "bot_privacy")
# The risk check stands between the first of these and the others.
FEAR_CHOICES = ("address_exposure", "find_help", "ice_at_door")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


def greet(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the greeting: what Faro is, what it never keeps, and the menu."""
    return _said("small_talk", "greet", snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def small_talk(
    key: str, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, first: Sequence[str] = ()
) -> Reply:
    """Returns a line of small talk (`thanks`, `goodbye`, `affirm`, `deny`, `complaint`) with the menu.

    `first` are topics that stand before those of the menu.
    """
    offered = list(dict.fromkeys([*first, *MENU]))[: len(MENU)]
    return _said("small_talk", key, snapshot, lang, clinic, now, topic_choices(snapshot, offered, lang))


def fear(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, check: Choice | None) -> Reply:
    """Returns a calm line for somebody who is afraid and asks nothing, and what to do if it is no fear but danger.

    `check` is the button that begins the risk check, where it is published.
    """
    topics = topic_choices(snapshot, FEAR_CHOICES, lang)
    offered = (*topics[:1], check, *topics[1:]) if check else topics
    return _said("small_talk", "fear", snapshot, lang, clinic, now, offered)


def notice(key: str, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns a line about the service itself (`forgotten`, `stopped`, `language_changed`) with the menu."""
    return _said("notice", key, snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def languages(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the languages that Faro speaks, each a button in its own name."""
    offered = tuple(Choice(language.name, f"lang:{language.code}") for language in snapshot.offered_languages())
    return _said("notice", "language_unknown", snapshot, lang, clinic, now, offered)


def clarify(
    topics: Sequence[str], snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, key: str = "clarify"
) -> Reply:
    """Returns "did you mean" with the likeliest topics as buttons.

    `key` is how it is asked: `clarify`, `clarify_again` with a person, or `not_meant` after an answer that was wrong.
    """
    offered = topic_choices(snapshot, topics[:CLARIFY_CHOICES], lang)
    return _said("clarify", key, snapshot, lang, clinic, now, offered)


def fallback(misunderstandings: int, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns "not understood" the first time, then with how to reach a person; from the third time on only that."""
    key = ("fallback", "fallback_again", "fallback_person")[min(misunderstandings, 3) - 1]
    return _said("fallback", key, snapshot, lang, clinic, now, topic_choices(snapshot, MENU, lang))


def crisis(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns a calm line for somebody whose crisis is none of Faro's own, and the embedding clinic's contact."""
    offered = topic_choices(snapshot, CRISIS_CHOICES, lang)
    reply = _said("notice", "crisis", snapshot, lang, clinic, now, offered)
    if clinic not in snapshot.clinics:
        return reply
    said = replace(reply.messages[0], choices=())
    contact = _said("notice", "crisis_contact", snapshot, lang, clinic, now, offered)
    return replace(reply, messages=(said, *contact.messages))


def as_of(topic: str, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns since when the answer to a topic is so and how fresh it is; raises UnknownTopicError.

    Where it leans on rulings that is what they say today, with their dates; else the day of the text's next check.
    """
    composed = compose(snapshot, topic, lang, clinic, now)
    scene = scene_of(snapshot, lang, clinic, now)
    words, text = scene.words, snapshot.answers[topic, composed.lang].text
    leaned_on = channels_leaned_on(text)
    if leaned_on and scene.status.as_of:
        said = words.say("as_of_rulings", date=words.date(scene.status.as_of))
        sentences = [channel_sentence(scene.status.channels[c], snapshot, lang) for c in leaned_on]
        body = "\n\n".join([escape(said), *(f"- {escape(sentence)}" for sentence in sentences)])
    elif now.date() > text.review_by:
        body = escape(words.say("stale_answer", date=words.date(text.review_by)))
    else:
        body = escape(words.say("as_of_text", date=words.date(text.review_by)))
    answer = composed.messages[0]
    message = lay_out(body, choices=answer.choices, sources=answer.sources)
    return Reply("answer", lang, (message,), topic, composed.status)


def and_also(reply: Reply, topic: str, snapshot: Snapshot, clinic: str | None, now: dt.datetime) -> Reply:
    """Returns the reply with a button for the second topic that the same message asked about."""
    offered = topic_choices(snapshot, [topic], reply.lang)
    if topic == reply.topic or not offered:
        return reply
    said = _said("notice", "also_asked", snapshot, reply.lang, clinic, now, offered)
    return replace(reply, messages=(*reply.messages, *said.messages))


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
