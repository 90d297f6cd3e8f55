"""Fits what is said around the risk check to it: fewer buttons while it waits, and one to go on with it after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.turn import Turn
from faro.answers.reply import Choice, Message, Reply
from faro.answers.risk_question import start_choice
from faro.store.snapshot import Snapshot

Choices = tuple[Choice, ...]


def around_check(reply: Reply, turn: Turn, snapshot: Snapshot, *, leaves: bool = False) -> Reply:
    """Returns the reply of an action that is not the check's own, with the buttons that fit where the check stands."""
    go_on = start_choice(snapshot, reply.lang, begun=True)
    if go_on is None:
        return reply
    if turn.checking and leaves:
        return _with_choices(reply, lambda choices: (go_on, *choices))
    if turn.checking and reply.kind not in ("clarify", "urgent"):
        # The question follows with its own buttons; those of an answer would bury them.
        return replace(reply, messages=tuple(replace(message, choices=()) for message in reply.messages))
    if turn.has_left_check:
        return _with_choices(reply, lambda choices: (go_on, *(c for c in choices if c.choice != go_on.choice)))
    return reply


def _with_choices(reply: Reply, changed: Callable[[Choices], Choices]) -> Reply:
    last: Message = reply.messages[-1]
    return replace(reply, messages=(*reply.messages[:-1], replace(last, choices=changed(last.choices))))
