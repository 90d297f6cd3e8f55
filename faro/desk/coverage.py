"""Which topic is said in which language, and in what state: a pure function of what is published and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from faro.content.kinds import Language
from faro.store.reading import Draft
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

State = Literal["missing", "draft", "in_review", "unreviewed", "outdated", "current"]
STATES: tuple[State, ...] = ("missing", "draft", "in_review", "outdated", "unreviewed", "current")


@dataclass(frozen=True)
class Cell:
    """One topic in one language: what is live of it, and the draft that may wait beside that.

    `draft` is `in_review` where somebody else has to act, and `draft` where its author has.
    """

    topic: str
    language: Language
    live: State
    draft: State | None = None

    @property
    def states(self) -> tuple[State, ...]:
        """Returns all that is to be said of it: a text that is missing and in review is in review."""
        if self.draft is None:
            return (self.live,)
        return (self.draft,) if self.live == "missing" else (self.live, self.draft)


@dataclass(frozen=True)
class Row:
    """One topic with its question in English, its cells in the order of the languages."""

    topic: str
    title: str
    urgent: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TopicGroup:
    """The topics of one group of the catalogue."""

    name: str
    rows: tuple[Row, ...]


def coverage(
    snapshot: Snapshot,
    drafts: Iterable[Draft],
    outdated: Collection[tuple[str, str]],
    refused: Collection[int],
    today: dt.date,
) -> tuple[TopicGroup, ...]:
    """Returns every topic in every language, by group.

    `outdated` names the (topic, language) whose source has changed since, `refused` the drafts that the checks refuse.
    """
    waiting: dict[tuple[str, str], State] = {
        (draft.key, draft.lang): "draft" if draft.state == "rejected" or draft.revision_id in refused else "in_review"
        for draft in drafts
        if draft.kind == "answer"
    }

    def row(topic: str) -> Row:
        cells = tuple(
            Cell(topic, language, _live(snapshot, topic, code, outdated, today), waiting.get((topic, code)))
            for code, language in snapshot.languages.items()
        )
        english = snapshot.answer(topic, FALLBACK_LANGUAGE)
        return Row(topic, english.text.title if english else topic, snapshot.topics[topic].urgent, cells)

    return tuple(
        TopicGroup(name, tuple(row(topic.id) for topic in topics))
        for name, topics in groupby(snapshot.topics.values(), key=lambda topic: topic.group)
    )


def chosen(groups: Iterable[TopicGroup], lang: str, state: str) -> tuple[TopicGroup, ...]:
    """Returns only the cells of this language and state, where one is given, without the rows that are then empty."""

    def rows(group: TopicGroup) -> Iterator[Row]:
        for row in group.rows:
            cells = tuple(
                cell
                for cell in row.cells
                if (not lang or cell.language.code == lang) and (not state or state in cell.states)
            )
            if cells:
                yield Row(row.topic, row.title, row.urgent, cells)

    found = (TopicGroup(group.name, tuple(rows(group))) for group in groups)
    return tuple(group for group in found if group.rows)


def counted(groups: Iterable[TopicGroup]) -> dict[State, int]:
    """Returns how many cells are in each state."""
    states = [state for group in groups for row in group.rows for cell in row.cells for state in cell.states]
    return {state: states.count(state) for state in STATES}


def _live(snapshot: Snapshot, topic: str, lang: str, outdated: Collection[tuple[str, str]], today: dt.date) -> State:
    published = snapshot.answers.get((topic, lang))
    if published is None:
        return "missing"
    if (topic, lang) in outdated or published.text.review_by < today:
        return "outdated"
    return "current" if published.reviewed else "unreviewed"
