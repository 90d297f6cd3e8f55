"""Puts a channel's status into a sentence: templates over channel, state, court, judge and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from faro.answers.status import ChannelStatus, RulingStatus
from faro.answers.words import Words
from faro.content.kinds import CHANNELS, Ruling
from faro.store.snapshot import Snapshot


def status_sentences(status: RulingStatus, snapshot: Snapshot, lang: str) -> tuple[str, ...]:
    """Returns one sentence for each channel, in the channels' order."""
    return tuple(channel_sentence(status.channels[channel], snapshot, lang) for channel in CHANNELS)


def channel_sentence(status: ChannelStatus, snapshot: Snapshot, lang: str) -> str:
    """Returns the state of one channel in words: who decided it and when, the last check if it is overdue.

    Of a channel that is being checked it says that first, and what was known of it on which day.
    """
    words = Words(snapshot, lang)
    if status.checking_since and status.known:
        day = status.as_of or status.checking_since
        known = channel_sentence(replace(status.known, overdue=False), snapshot, lang)
        return words.say("status_being_checked", date=words.date(day), sentence=known)
    if status.state == "unsettled":
        blocking = [r for r in status.deciding if r.channels[status.channel] == "blocks"]
        allowing = [r for r in status.deciding if r.channels[status.channel] == "allows"]
        sentence = words.say(
            f"status_{status.channel}_unsettled",
            blocking=_decisions(blocking, snapshot, words),
            allowing=_decisions(allowing, snapshot, words),
        )
    elif status.state == "unknown":
        sentence = words.say(f"status_{status.channel}_unknown")
    else:
        decisions = _decisions(status.deciding, snapshot, words)
        sentence = words.say(f"status_{status.channel}_{status.state}", decisions=decisions)
    if status.overdue and status.as_of:
        return words.say("status_last_checked", date=words.date(status.as_of), sentence=sentence)
    return sentence


def _decisions(rulings: Sequence[Ruling], snapshot: Snapshot, words: Words) -> str:
    """Returns who decided, each order followed by the appeals that upheld it; `rulings` are oldest first."""
    phrases = []
    for position, ruling in enumerate(rulings):
        if any(earlier.id in ruling.affirms for earlier in rulings[:position]):
            continue
        phrase = _decision(ruling, snapshot, words)
        for appeal in _upholding(ruling, rulings[position + 1 :]):
            phrase = words.say("decision_upheld", decision=phrase, appeal=_decision(appeal, snapshot, words))
        phrases.append(phrase)
    said = phrases[0] if phrases else ""
    for phrase in phrases[1:]:
        said = words.say("decision_and_another", decisions=said, decision=phrase)
    return said


def _upholding(ruling: Ruling, later: Sequence[Ruling]) -> list[Ruling]:
    """Returns the later rulings that affirm this one, or affirm what affirmed it, oldest first."""
    upheld = [ruling.id]
    appeals = []
    for appeal in later:
        if set(upheld) & set(appeal.affirms):
            upheld.append(appeal.id)
            appeals.append(appeal)
    return appeals


def _decision(ruling: Ruling, snapshot: Snapshot, words: Words) -> str:
    date = words.date(ruling.date)
    if ruling.verification == "second_hand":
        date = words.say("date_reported", date=date)
    court = snapshot.courts.get(ruling.court or "")
    if court is None:
        return words.say("decision_outside_court", date=date)
    place = words.pick(court.place)
    if court.level == "district" and len(ruling.judges) == 1:
        return words.say("decision_judge", judge=words.isolate(ruling.judges[0]), place=place, date=date)
    if court.level == "appeals":
        return words.say("decision_appeals_court", place=place, date=date)
    return words.say("decision_court", court=words.pick(court.name), date=date)
