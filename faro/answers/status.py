"""Derives the ruling status of each channel from the rulings in force on a day; nothing here is typed in by anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from faro.content.kinds import CHANNELS, Channel, Effect, Ruling
from faro.store.snapshot import Snapshot

State = Literal["blocked", "allowed", "unsettled", "unknown"]

RULING_REVIEW_DAYS = 7
ORDER_KINDS = frozenset({"order", "appeal"})


@dataclass(frozen=True)
class ChannelStatus:
    """What the rulings in force say about one channel, which of them say it, and when somebody last looked.

    While somebody checks whether it has changed, `checking_since` is the day on which that began and `known` is what
    was known until then; the state itself is then unknown, and nothing decides it.
    """

    channel: Channel
    state: State
    deciding: tuple[Ruling, ...]
    as_of: dt.date | None
    overdue: bool
    checking_since: dt.date | None = None
    known: ChannelStatus | None = None


@dataclass(frozen=True)
class RulingStatus:
    """The status of all channels on one day. `as_of` is the newest check of any ruling that decides something."""

    on: dt.date
    as_of: dt.date | None
    overdue: bool
    channels: Mapping[Channel, ChannelStatus]


def ruling_status(rulings: Iterable[Ruling], on: dt.date, review_days: int = RULING_REVIEW_DAYS) -> RulingStatus:
    """Returns the status as it stood on the day `on`, from what is known now.

    A channel is blocked if an order in force blocks it, allowed if something allows it and no order blocks it,
    unsettled when orders in force conflict, unknown when nothing covers it. A channel is overdue when its newest
    check is more than `review_days` before `on`; one that nothing covers has nothing to check.
    """
    everything = tuple(rulings)
    standing = rulings_in_force(everything, on)
    seen = {r.id: min(_last_seen(r, everything), on) for r in standing}
    channels = {channel: _channel_status(channel, standing, seen, on, review_days) for channel in CHANNELS}
    as_of = max((status.as_of for status in channels.values() if status.as_of), default=None)
    overdue = as_of is None or any(status.overdue for status in channels.values())
    return RulingStatus(on, as_of, overdue, MappingProxyType(channels))


def status_of(snapshot: Snapshot, on: dt.date, review_days: int | None = None) -> RulingStatus:
    """Returns the status of what is published, with the channels that somebody is checking just now held back."""
    status = ruling_status(snapshot.rulings, on, review_days or snapshot.ruling_review_days)
    channels = {
        channel: _being_checked(known, snapshot.checking[channel]) if channel in snapshot.checking else known
        for channel, known in status.channels.items()
    }
    return replace(status, overdue=status.overdue or bool(snapshot.checking), channels=MappingProxyType(channels))


def _being_checked(known: ChannelStatus, since: dt.date) -> ChannelStatus:
    return ChannelStatus(known.channel, "unknown", (), known.as_of, True, since, known)


def rulings_in_force(rulings: Iterable[Ruling], on: dt.date) -> tuple[Ruling, ...]:
    """Returns, oldest first, the confirmed rulings up to `on` that no ruling in force has lifted.

    To lift a ruling is to lift what it affirmed and what affirmed it: an appeal that upheld a reversed order no longer
    holds anything up, and an order whose appeal was overturned falls with it. If the lifting ruling is itself lifted,
    what it had lifted stands again.
    """
    known = {r.id: r for r in rulings if r.date <= on and r.verification != "unconfirmed"}
    lifted_by: dict[str, set[str]] = {ruling_id: set() for ruling_id in known}
    for lifter in known.values():
        for ruling_id in _lifted_with(lifter, known):
            lifted_by[ruling_id].add(lifter.id)
    return tuple(r for r in _oldest_first(known.values()) if _stands(r.id, lifted_by))


def _lifted_with(lifter: Ruling, known: Mapping[str, Ruling]) -> set[str]:
    """Returns the ids that `lifter` takes down, itself excepted, along the chains of affirmance up to its day."""
    reached: set[str] = set()
    waiting = [ruling_id for ruling_id in lifter.lifts if ruling_id in known]
    while waiting:
        ruling_id = waiting.pop()
        if ruling_id in reached or ruling_id == lifter.id:
            continue
        reached.add(ruling_id)
        waiting += [other for other in known[ruling_id].affirms if other in known]
        waiting += [r.id for r in known.values() if ruling_id in r.affirms and r.date <= lifter.date]
    return reached


def _stands(ruling_id: str, lifted_by: Mapping[str, set[str]]) -> bool:
    # Rulings that lift each other are a mistake in the data: all of them then stand, so that the conflict is seen.
    lifters = (lifter for lifter in lifted_by[ruling_id] if ruling_id not in _lifters_behind(lifter, lifted_by))
    return not any(_stands(lifter, lifted_by) for lifter in lifters)


def _lifters_behind(ruling_id: str, lifted_by: Mapping[str, set[str]]) -> set[str]:
    """Returns the ids that lift the ruling, or lift what lifts it, and so on."""
    reached: set[str] = set()
    waiting = [ruling_id]
    while waiting:
        found = lifted_by[waiting.pop()] - reached
        reached |= found
        waiting += found
    return reached


def _last_seen(ruling: Ruling, rulings: Sequence[Ruling]) -> dt.date:
    """Returns the newest day on which the ruling is known to have stood: checked, or spoken of by a later ruling."""
    # What nobody confirmed is no check of anything.
    confirmed = [r for r in rulings if r.verification != "unconfirmed"]
    spoken_of = [r.date for r in confirmed if ruling.id in r.lifts or ruling.id in r.affirms]
    return max([ruling.checked_on or ruling.date, *spoken_of])


def _channel_status(
    channel: Channel, standing: Sequence[Ruling], seen: Mapping[str, dt.date], on: dt.date, review_days: int
) -> ChannelStatus:
    orders = _newest_word_of_each_case(
        channel, [r for r in standing if channel in r.channels and r.kind in ORDER_KINDS]
    )
    blocking = [r for r in orders if r.channels[channel] == "blocks"]
    allowing = [r for r in orders if r.channels[channel] == "allows"]
    acts = [r for r in standing if r.channels.get(channel) == "allows" and r.kind not in ORDER_KINDS]
    state: State
    if blocking and allowing:
        state, deciding = "unsettled", blocking + allowing
    elif blocking:
        state, deciding = "blocked", blocking
    elif allowing or acts:
        state, deciding = "allowed", allowing or acts
    else:
        state, deciding = "unknown", []
    as_of = max((seen[r.id] for r in deciding), default=None)
    overdue = as_of is not None and (on - as_of).days > review_days
    return ChannelStatus(channel, state, tuple(_oldest_first(deciding)), as_of, overdue)


def _newest_word_of_each_case(channel: Channel, orders: Sequence[Ruling]) -> list[Ruling]:
    """Within one case a later ruling on a channel replaces earlier ones that said the opposite."""
    newest: dict[str, Effect] = {r.case: r.channels[channel] for r in _oldest_first(orders) if r.case}
    return [r for r in orders if r.case is None or r.channels[channel] == newest[r.case]]


def _oldest_first(rulings: Iterable[Ruling]) -> list[Ruling]:
    return sorted(rulings, key=lambda r: (r.date, r.id))
