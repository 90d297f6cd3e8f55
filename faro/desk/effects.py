"""What a change would do in every language: the sentences of the ruling status and the answers, before and after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from faro.answers.compose import channels_leaned_on, scene_of, sources_of, stale_notice
from faro.answers.markdown import to_plain
from faro.answers.placeholders import Scene, fill_placeholders, placeholders_in, resolver
from faro.answers.status import status_of
from faro.answers.status_sentences import status_sentences
from faro.content.kinds import AnswerText
from faro.desk.difference import Piece, word_difference
from faro.store.snapshot import Snapshot


@dataclass(frozen=True)
class StatusChange:
    """One sentence of the status in one language, as it is and as it would be."""

    lang: str
    before: str
    after: str


@dataclass(frozen=True)
class AnswerChange:
    """One answer in one language that would read otherwise, as pieces from today's words to the new ones."""

    lang: str
    topic: str
    title: str
    pieces: tuple[Piece, ...]


def status_changes(before: Snapshot, after: Snapshot, today: dt.date) -> tuple[StatusChange, ...]:
    """Returns the sentences that would say something else, in the order of the languages and channels."""
    old = status_of(before, today)
    new = status_of(after, today)
    return tuple(
        StatusChange(language.code, was, becomes)
        for language in after.offered_languages()
        for was, becomes in zip(
            status_sentences(old, before, language.code), status_sentences(new, after, language.code), strict=True
        )
        if was != becomes
    )


def answer_changes(before: Snapshot, after: Snapshot, now: dt.datetime) -> tuple[AnswerChange, ...]:
    """Returns the answers that would read otherwise at this moment, in the order of the languages and topics."""
    found = []
    for language in after.offered_languages():
        lang = language.code
        old, new = _Shown(scene_of(before, lang, None, now)), _Shown(scene_of(after, lang, None, now))
        for topic in after.topics:
            was, becomes = before.answers.get((topic, lang)), after.answers.get((topic, lang))
            if was is None or becomes is None or old.of(was.text) == new.of(becomes.text):
                continue
            pieces = word_difference(_read(was.text, old.scene, now), _read(becomes.text, new.scene, now))
            if any(piece.how != "same" for piece in pieces):
                found.append(AnswerChange(lang, topic, becomes.text.title, pieces))
    return tuple(found)


class _Shown:
    """What an answer shows of all that can change: cheap to compare, where a whole answer is not cheap to lay out."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._values: dict[str, str] = {}

    def of(self, text: AnswerText) -> tuple[object, ...]:
        """Returns the text with its placeholders' values, the channels it leans on, and its sources."""
        status = self.scene.status
        return (
            text,
            *(self._value(name) for name in placeholders_in(text.body)),
            *(status.channels[channel] for channel in channels_leaned_on(text)),
            sources_of(text, status, self.scene.snapshot),
        )

    def _value(self, name: str) -> str:
        if name not in self._values:
            value = resolver(name, self.scene.snapshot)
            self._values[name] = value(self.scene) if value else ""
        return self._values[name]


def _read(text: AnswerText, scene: Scene, now: dt.datetime) -> str:
    """Returns what a person reads: the notice, the text and the titles of the sources."""
    try:
        body = to_plain(fill_placeholders(text.body, scene))
    except KeyError:
        return ""  # the checks name what is missing
    sources = [source.title for source in sources_of(text, scene.status, scene.snapshot)]
    notice = stale_notice(text, scene.status, scene.words, now)
    return "\n".join([*([notice] if notice else []), body, *sources])
