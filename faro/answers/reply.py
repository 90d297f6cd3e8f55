"""The shape of everything that Faro says: a reply of messages with choices and sources, as the chat API shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from faro.answers.status import RulingStatus

Kind = Literal["answer", "urgent", "clarify", "fallback", "question", "result", "small_talk", "notice", "limited"]


@dataclass(frozen=True)
class Choice:
    """A button: what it says, and what is sent when it is pressed."""

    label: str
    choice: str


@dataclass(frozen=True)
class SourceLink:
    """Where a claim was read, as a reader sees it."""

    title: str
    url: str | None
    date: dt.date | None


@dataclass(frozen=True)
class Message:
    """One message: plain text for any channel, the same as safe HTML, its buttons and its sources."""

    text: str
    html: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[SourceLink, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One turn of Faro. `topic` is set for answer, urgent and limited; `status` where the reply leans on it."""

    kind: Kind
    lang: str
    messages: tuple[Message, ...]
    topic: str | None = None
    status: RulingStatus | None = None

    def as_json(self) -> dict[str, Any]:
        """Returns the reply as plain data: the fields of the chat API that the answer itself decides."""
        return {
            "kind": self.kind,
            "topic": self.topic,
            "lang": self.lang,
            "messages": [message_as_json(message) for message in self.messages],
            "status": status_as_json(self.status) if self.status else None,
        }


def message_as_json(message: Message) -> dict[str, Any]:
    """Returns one message as the chat API shows it; dates are ISO."""
    return {
        "text": message.text,
        "html": message.html,
        "choices": [{"label": choice.label, "choice": choice.choice} for choice in message.choices],
        "sources": [
            {"title": source.title, "url": source.url, "date": source.date.isoformat() if source.date else None}
            for source in message.sources
        ],
    }


def status_as_json(status: RulingStatus) -> dict[str, Any]:
    """Returns the ruling status as the chat API shows it: day of the newest check, overdue, state per channel."""
    return {
        "as_of": status.as_of.isoformat() if status.as_of else None,
        "overdue": status.overdue,
        "channels": {channel: channel_status.state for channel, channel_status in status.channels.items()},
    }
