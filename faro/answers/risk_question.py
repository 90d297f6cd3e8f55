"""Asks one question of the risk check: what was said before it, the question itself, and its buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from faro.answers.compose import scene_of, topic_choices
from faro.answers.placeholders import escape, fill_placeholders
from faro.answers.rendering import lay_out
from faro.answers.reply import Choice, Kind, Reply
from faro.answers.risk_reading import CHOICE
from faro.answers.words import Words, fill
from faro.content.kinds import RiskCheckText
from faro.store.snapshot import PublishedRiskCheck, Snapshot


class NoRiskCheckError(KeyError):
    """There are no words for the risk check in any language, or none for this question."""


def ask_question(
    question_id: str, before: str, snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime
) -> Reply:
    """Returns the question with its buttons; raises NoRiskCheckError where it cannot be asked.

    `before` says what leads to it: `start`, `again`, `choose`, `perhaps_stop`, `why`, `answered:<question>:<value>`
    for an answer by button, `typed:<question>:<value>` for one that was read from words, or nothing for coming back to
    the check.
    """
    published = published_risk_check(snapshot, lang)
    text = published.text
    if question_id not in snapshot.risk_questions or question_id not in text.questions:
        raise NoRiskCheckError(question_id)
    order = list(snapshot.risk_questions)
    number = order.index(question_id) + 1
    progress = fill(text.words["progress"], {"number": str(number), "total": str(len(order))})
    asked = f"**{progress}.** {text.questions[question_id].ask}"
    parts = [*_before(before, question_id, text), asked]
    choices = [
        Choice(text.questions[question_id].values[value], f"{CHOICE}:{question_id}:{value}")
        for value in snapshot.risk_questions[question_id].values
    ]
    choices.append(Choice(text.words["why_button"], f"{CHOICE}:why"))
    if number > 1:
        choices.append(Choice(text.words["back_button"], f"{CHOICE}:back"))
    choices.append(Choice(text.words["stop_button"], f"{CHOICE}:stop"))
    first = before == "start"
    return say_in_check("question", parts, published, snapshot, lang, clinic, now, choices, footer=first)


def stopped(snapshot: Snapshot, lang: str, clinic: str | None, now: dt.datetime, choices: Sequence[Choice]) -> Reply:
    """Returns that the check has stopped and its answers are gone; raises NoRiskCheckError."""
    published = published_risk_check(snapshot, lang)
    start = Choice(published.text.words["start_button"], CHOICE)
    parts = [published.text.words["stopped"]]
    return say_in_check("notice", parts, published, snapshot, lang, clinic, now, [*choices, start])


def not_an_answer(
    misunderstandings: int,
    topics: Sequence[str],
    snapshot: Snapshot,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
) -> Reply:
    """Returns that the words were no answer, with the topics that they may have asked about as buttons.

    From the second time in a row on it says how to reach a person. Raises NoRiskCheckError.
    """
    published = published_risk_check(snapshot, lang)
    words = published.text.words
    offered = topic_choices(snapshot, topics, lang)
    parts = [words["not_understood_again" if misunderstandings > 1 else "not_understood"]]
    if offered:
        parts.append(words["or_asked"])
    kind: Kind = "clarify" if offered else "fallback"
    # The question follows, with the notice about its language where there is one.
    return say_in_check(kind, parts, published, snapshot, published.lang, clinic, now, offered)


def start_choice(snapshot: Snapshot, lang: str, *, begun: bool = False) -> Choice | None:
    """Returns the button that begins the check, or goes on with it; None where nothing of it is published."""
    published = snapshot.risk_check(lang)
    if published is None or not snapshot.risk_questions:
        return None
    return Choice(published.text.words["resume_button" if begun else "start_button"], CHOICE)


def published_risk_check(snapshot: Snapshot, lang: str) -> PublishedRiskCheck:
    """Returns the words of the check in `lang`, else in English; raises NoRiskCheckError."""
    published = snapshot.risk_check(lang)
    if published is None:
        raise NoRiskCheckError(lang)
    return published


def say_in_check(
    kind: Kind,
    parts: Iterable[str],
    published: PublishedRiskCheck,
    snapshot: Snapshot,
    lang: str,
    clinic: str | None,
    now: dt.datetime,
    choices: Sequence[Choice] = (),
    *,
    footer: bool = False,
) -> Reply:
    """Returns these paragraphs as a reply, placeholders filled, with a notice where they are not in `lang`."""
    asked = Words(snapshot, lang)
    scene = scene_of(snapshot, published.lang, clinic, now)
    message = lay_out(
        fill_placeholders("\n\n".join(parts), scene),
        notices=[] if published.lang == lang else [asked.say("not_in_your_language")],
        footer=[asked.say("not_reviewed")] if footer and not published.reviewed else [],
        choices=choices,
    )
    return Reply(kind, published.lang, (message,))


def _before(before: str, question_id: str, text: RiskCheckText) -> list[str]:
    """Returns the paragraphs that lead to the question."""
    how, _, answer = before.partition(":")
    if how == "start":
        return [text.words["intro"]]
    if how == "again":
        return [text.words["resumed"]]
    if how == "choose":
        return [text.words["choose_one"]]
    if how == "perhaps_stop":
        return [fill(text.words["perhaps_stop"], {"stop_button": text.words["stop_button"]})]
    if how == "why":
        return [text.questions[question_id].why]
    if how == "back":
        return []
    if how in ("answered", "typed"):
        answered, _, value = answer.partition(":")
        return _after(answered, value, text, said_back=how == "typed")
    return [text.words["back_to_check"]]


def _after(question_id: str, value: str, text: RiskCheckText, *, said_back: bool) -> list[str]:
    answered = text.questions[question_id]
    lines = []
    if said_back:
        lines.append(fill(text.words["understood"], {"answer": escape(answered.values[value])}))
    if value in answered.after:
        lines.append(answered.after[value])
    return lines
