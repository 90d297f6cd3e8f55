"""Keeps conversations in memory only, for minutes: few enough, young enough, and gone when asked to."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

Clock = Callable[[], float]


@dataclass
class _Conversation:
    tracker: DialogueStateTracker
    began: float
    last_turn: float


class FaroTrackerStore(TrackerStore):
    """Live trackers by conversation, never written anywhere.

    The trackers themselves are kept. Rasa's own in-memory store writes a conversation to JSON and replays it
    on every turn, so that a turn grows slower with the conversation. All methods run on the event loop and
    none of them waits between reading and writing, so that two turns never see half a change.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        max_conversations: int | str = 5000,
        idle_minutes: float | str = 20,
        absolute_minutes: float | str = 60,
        clock: Clock = time.monotonic,
        **endpoint: Any,
    ) -> None:
        """Keep up to `max_conversations`, each until it is idle or old; `clock` returns seconds.

        Numbers come as text where endpoints.yml takes them from the environment. `endpoint` takes what Rasa
        passes to any store (`host`), of which this one has no use.
        """
        super().__init__(domain, event_broker)
        self._max_conversations = int(max_conversations)
        self._idle_seconds = float(idle_minutes) * 60
        self._absolute_seconds = float(absolute_minutes) * 60
        self._clock = clock
        # Least recently used first.
        self._conversations: OrderedDict[str, _Conversation] = OrderedDict()

    def __len__(self) -> int:
        """Return how many conversations are in memory."""
        return len(self._conversations)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep `tracker`, unless its conversation was forgotten or dropped while the turn ran."""
        now = self._clock()
        known = self._conversations.get(tracker.sender_id)
        if known is None:
            if _has_user_words(tracker):
                return
            known = self._conversations[tracker.sender_id] = _Conversation(tracker, now, now)
        known.last_turn = now
        self._conversations.move_to_end(tracker.sender_id)
        while len(self._conversations) > self._max_conversations:
            self._conversations.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the live tracker of a conversation, or None when there is none or it has expired."""
        known = self._conversations.get(sender_id)
        if known is None:
            return None
        if self._has_expired(known, self._clock()):
            self.forget(sender_id)
            return None
        known.tracker = self._without_broken_turn(known.tracker)
        return known.tracker

    async def keys(self) -> Iterable[str]:
        """Return the ids of the conversations in memory."""
        return list(self._conversations)

    def latest_message(self, sender_id: str) -> UserUttered | None:
        """Return the last message of a conversation, or None when there is none."""
        known = self._conversations.get(sender_id)
        return known.tracker.latest_message if known else None

    def forget(self, sender_id: str) -> bool:
        """Drop a conversation; a turn of it that still runs is not kept either. Return whether it existed."""
        return self._conversations.pop(sender_id, None) is not None

    def sweep(self) -> int:
        """Drop every conversation that has expired. Return how many those were."""
        now = self._clock()
        expired = [sender for sender, known in self._conversations.items() if self._has_expired(known, now)]
        for sender in expired:
            self.forget(sender)
        return len(expired)

    def _has_expired(self, known: _Conversation, now: float) -> bool:
        return now - known.last_turn >= self._idle_seconds or now - known.began >= self._absolute_seconds

    def _without_broken_turn(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """Return `tracker` as it was when it last listened.

        A turn that was cut off in the middle (the caller hung up, the classifier failed) leaves its first half
        in the live tracker, and no rule expects a conversation that does not listen.
        """
        if not tracker.events or _is_listening(tracker.events[-1]):
            return tracker
        events = list(tracker.events)
        while events and not _is_listening(events[-1]):
            events.pop()
        rewound = self.init_tracker(tracker.sender_id)
        rewound.update_with_events(events, self.domain)
        return rewound


def _is_listening(event: object) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _has_user_words(tracker: DialogueStateTracker) -> bool:
    return any(isinstance(event, UserUttered) for event in tracker.events)
