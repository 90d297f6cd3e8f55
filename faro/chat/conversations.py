"""The conversations that are going on, in memory only: who chose which language, and the topic spoken of last."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

KEY_BYTES = 16


@dataclass
class Conversation:
    """What `web` remembers of one conversation: nothing that the person wrote."""

    key: str
    started: float
    used: float
    lang: str | None = None
    lang_source: str = ""
    clinic: str | None = None
    topic: str | None = None
    engine: str = ""


class Conversations:
    """All live conversations by key, with an idle and an absolute limit and a cap; the oldest goes first.

    `clock` returns seconds that only grow. Limits are in seconds. A key is 128 random bits and never a person's own.
    """

    def __init__(self, clock: Callable[[], float], idle: float, absolute: float, cap: int) -> None:
        self._clock, self.idle, self._absolute, self._cap = clock, idle, absolute, cap
        self._live: OrderedDict[str, Conversation] = OrderedDict()

    def __len__(self) -> int:
        self.expire()
        return len(self._live)

    def open(self, key: str | None) -> Conversation:
        """Returns the live conversation of this key, or a new one under a new key when there is none."""
        self.expire()
        now = self._clock()
        conversation = self._live.get(key or "")
        if conversation is None:
            conversation = Conversation(secrets.token_urlsafe(KEY_BYTES), now, now)
            self._live[conversation.key] = conversation
            if len(self._live) > self._cap:
                self._live.popitem(last=False)
        conversation.used = now
        self._live.move_to_end(conversation.key)
        return conversation

    def language_of(self, key: str) -> str | None:
        """Returns the language of a live conversation, or None; asking does not keep it alive."""
        conversation = self._live.get(key)
        return conversation.lang if conversation else None

    def forget(self, key: str) -> None:
        """Drops everything about a conversation, whether or not it existed."""
        self._live.pop(key, None)

    def expire(self) -> None:
        """Drops the conversations that were idle too long or have lasted too long."""
        now = self._clock()
        while self._live:
            oldest = next(iter(self._live.values()))
            if now - oldest.used <= self.idle:
                break
            del self._live[oldest.key]
        for key in [key for key, c in self._live.items() if now - c.started > self._absolute]:
            del self._live[key]
