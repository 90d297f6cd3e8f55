"""The state of each channel follows from the rulings in force on a day, and from nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faro.answers.status import RulingStatus, State, ruling_status, rulings_in_force
from faro.content.kinds import CHANNELS, Channel, Effect, Ruling
from faro.store.snapshot import Snapshot

from .made_up import ruling

ON = dt.date(2026, 3, 1)
BULK: dict[Channel, Effect] = {"bulk_sharing": "blocks"}
BULK_ALLOWED: dict[Channel, Effect] = {"bulk_sharing": "allows"}

deal = ruling("deal", (2026, 1, 1), kind="agreement", case=None, channels=BULK_ALLOWED)
block = ruling("block", (2026, 1, 10), channels=BULK)
affirmed = ruling("affirmed", (2026, 1, 20), kind="appeal", case=block.case, channels=BULK, affirms=["block"])
reversal = ruling("reversal", (2026, 1, 20), kind="appeal", case=block.case, lifts=["block"])
stay = ruling("stay", (2026, 1, 20), kind="order", case=block.case, lifts=["block"])
stay_lifted = ruling("stay-lifted", (2026, 2, 1), case=block.case, lifts=["stay"])
other_court_allows = ruling("other-court-allows", (2026, 2, 2), channels=BULK_ALLOWED)
same_case_allows = ruling("same-case-allows", (2026, 2, 2), case=block.case, channels=BULK_ALLOWED)
same_case_blocks_again = ruling("same-case-blocks-again", (2026, 2, 9), case=block.case, channels=BULK)
rumour = ruling("rumour", (2026, 2, 2), channels=BULK, verification="unconfirmed")
rumoured_reversal = ruling("rumoured-reversal", (2026, 2, 2), lifts=["block"], verification="unconfirmed")
reported = ruling("reported", (2026, 2, 2), channels=BULK, verification="second_hand")
tomorrow = ruling("tomorrow", (2026, 3, 2), channels=BULK)
complaint = ruling("complaint", (2026, 2, 2), kind="filing", channels=BULK)
reversal_of_the_affirmance = ruling("supreme", (2026, 2, 9), kind="appeal", case=block.case, lifts=["affirmed"])
lifts_its_lifter = ruling("lifts-its-lifter", (2026, 1, 10), channels=BULK, lifts=["lifted-by-it"])
lifted_by_it = ruling("lifted-by-it", (2026, 1, 11), channels=BULK_ALLOWED, lifts=["lifts-its-lifter"])
ring = [
    ruling(f"ring-{here}", (2026, 1, 10 + number), channels=BULK, lifts=[f"ring-{there}"])
    for number, (here, there) in enumerate([("a", "b"), ("b", "c"), ("c", "a")])
]


@dataclass(frozen=True)
class Row:
    """Rulings, and what they make of the sharing of lists on the first of March 2026."""

    name: str
    rulings: Sequence[Ruling]
    state: State
    deciding: Sequence[str]


TABLE = [
    Row("nothing at all", [], "unknown", []),
    Row("an agreement alone allows", [deal], "allowed", ["deal"]),
    Row("a ruling is added", [block], "blocked", ["block"]),
    Row("an order in force outranks an agreement", [deal, block], "blocked", ["block"]),
    Row("an order by hearsay counts", [reported], "blocked", ["reported"]),
    Row("an unconfirmed order does not count", [rumour], "unknown", []),
    Row("an unconfirmed reversal lifts nothing", [block, rumoured_reversal], "blocked", ["block"]),
    Row("a filing orders nothing", [complaint], "unknown", []),
    Row("an order of tomorrow does not count today", [tomorrow], "unknown", []),
    Row("an order is affirmed", [block, affirmed], "blocked", ["block", "affirmed"]),
    Row("an order is reversed", [block, reversal], "unknown", []),
    Row("an order is reversed and the agreement is back", [deal, block, reversal], "allowed", ["deal"]),
    Row("an order is stayed", [block, stay], "unknown", []),
    Row("the stay is lifted again", [block, stay, stay_lifted], "blocked", ["block"]),
    Row("what upheld a reversed order falls", [block, affirmed, reversal_of_the_affirmance], "unknown", []),
    Row(
        "different cases conflict",
        [block, other_court_allows],
        "unsettled",
        ["block", "other-court-allows"],
    ),
    Row("the newest word of one case counts", [block, same_case_allows], "allowed", ["same-case-allows"]),
    Row(
        "the newest word of one case counts, whichever way it went before",
        [block, same_case_allows, same_case_blocks_again],
        "blocked",
        ["block", "same-case-blocks-again"],
    ),
    Row(
        "two that lift each other both stand, and are seen to conflict",
        [lifts_its_lifter, lifted_by_it],
        "unsettled",
        ["lifts-its-lifter", "lifted-by-it"],
    ),
    Row("three that lift each other in a ring all stand", ring, "blocked", ["ring-a", "ring-b", "ring-c"]),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_state_follows_from_the_rulings_in_force(row: Row) -> None:
    status = ruling_status(row.rulings, ON).channels["bulk_sharing"]
    assert (status.state, [r.id for r in status.deciding]) == (row.state, list(row.deciding))


def test_channels_are_told_apart() -> None:
    one_address = ruling("one-address", (2026, 1, 5), channels={"individual_requests": "allows"})
    states = {channel: status.state for channel, status in ruling_status([block, one_address], ON).channels.items()}
    assert states == {"bulk_sharing": "blocked", "individual_requests": "allowed", "use_of_shared_data": "unknown"}


@pytest.mark.parametrize(
    ("days_since_check", "overdue"), [(0, False), (7, False), (8, True), (300, True)], ids=lambda value: str(value)
)
def test_overdue_is_more_than_seven_days_after_the_check(days_since_check: int, overdue: bool) -> None:
    checked = block.model_copy(update={"checked_on": ON - dt.timedelta(days=days_since_check)})
    status = ruling_status([checked], ON)
    assert status.channels["bulk_sharing"].overdue is overdue
    assert status.overdue is overdue
    assert status.as_of == ON - dt.timedelta(days=days_since_check)


def test_the_review_period_is_a_setting() -> None:
    checked = block.model_copy(update={"checked_on": ON - dt.timedelta(days=20)})
    assert ruling_status([checked], ON, review_days=30).overdue is False
    assert ruling_status([checked], ON, review_days=19).overdue is True


def test_one_overdue_channel_makes_the_whole_overdue() -> None:
    fresh = block.model_copy(update={"checked_on": ON})
    old = ruling("old", (2026, 1, 1), channels={"use_of_shared_data": "blocks"})
    status = ruling_status([fresh, old], ON)
    assert status.overdue
    assert status.as_of == ON
    assert {c: s.overdue for c, s in status.channels.items()} == {
        "bulk_sharing": False,
        "individual_requests": False,
        "use_of_shared_data": True,
    }


def test_with_nothing_known_there_is_no_date_and_it_counts_as_overdue() -> None:
    status = ruling_status([], ON)
    assert status.as_of is None
    assert status.overdue
    assert not any(channel.overdue for channel in status.channels.values())


def test_a_later_ruling_that_speaks_of_an_order_is_a_check_of_it() -> None:
    assert ruling_status([block, affirmed], dt.date(2026, 1, 27)).overdue is False
    assert ruling_status([block], dt.date(2026, 1, 27)).overdue is True


def test_a_rumour_that_speaks_of_an_order_is_no_check_of_it() -> None:
    rumoured_affirmance = ruling("rumoured", (2026, 2, 28), affirms=["block"], verification="unconfirmed")
    status = ruling_status([block, rumoured_affirmance], ON)
    assert status.as_of == block.date
    assert status.overdue


def test_a_check_in_the_future_is_no_newer_than_the_day_asked_for() -> None:
    checked_later = block.model_copy(update={"checked_on": dt.date(2026, 12, 1)})
    assert ruling_status([checked_later], ON).as_of == ON


@dataclass(frozen=True)
class World:
    """A day of the real world: states in the order of the channels, who decides them, and the newest check."""

    on: dt.date
    states: tuple[State, State, State]
    deciding: tuple[Sequence[str], Sequence[str], Sequence[str]]
    as_of: dt.date
    overdue: bool


WORLDS = [
    World(
        dt.date(2025, 11, 20),
        ("allowed", "allowed", "unknown"),
        (["mou-signed"], ["centro-pi-denied"], []),
        dt.date(2025, 11, 20),
        False,
    ),
    World(
        dt.date(2025, 11, 22),
        ("blocked", "allowed", "unknown"),
        (["ctr-stay"], ["centro-pi-denied"], []),
        dt.date(2025, 11, 22),
        False,
    ),
    World(
        dt.date(2026, 2, 10),
        ("blocked", "allowed", "blocked"),
        (["ctr-stay", "cedc-pi"], ["centro-pi-denied"], ["cedc-pi"]),
        dt.date(2026, 2, 10),
        False,
    ),
    World(
        dt.date(2026, 9, 9),
        ("blocked", "allowed", "blocked"),
        (["ctr-stay", "cedc-pi", "ctr-dc-cir-affirm"], ["centro-pi-denied", "centro-dc-cir"], ["cedc-pi"]),
        dt.date(2026, 9, 8),
        # The Massachusetts order was last looked at on 24 July.
        True,
    ),
]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.on.isoformat())
def test_the_world_on_a_day(world: World, snapshot: Snapshot) -> None:
    status = ruling_status(snapshot.rulings, world.on)
    channels = [status.channels[channel] for channel in CHANNELS]
    assert tuple(channel.state for channel in channels) == world.states
    assert tuple([r.id for r in channel.deciding] for channel in channels) == world.deciding
    assert (status.on, status.as_of, status.overdue) == (world.on, world.as_of, world.overdue)


def test_the_agreement_is_suspended_since_the_massachusetts_order(snapshot: Snapshot) -> None:
    def standing(on: dt.date) -> set[str]:
        return {ruling.id for ruling in rulings_in_force(snapshot.rulings, on)}

    assert "mou-signed" in standing(dt.date(2026, 2, 4))
    assert "mou-signed" not in standing(dt.date(2026, 2, 5))


# A slow machine is no fault of the status.
unhurried = settings(deadline=None)

IDS = [f"r{number}" for number in range(6)]


@st.composite
def many_rulings(draw: st.DrawFn) -> list[Ruling]:
    """Draws up to six rulings that lift and affirm each other in any way, sensible or not."""
    some_ids = st.lists(st.sampled_from(IDS), max_size=2, unique=True)
    rulings = []
    for ruling_id in IDS[: draw(st.integers(0, len(IDS)))]:
        day = dt.date(2026, 1, 1) + dt.timedelta(days=draw(st.integers(0, 90)))
        rulings.append(
            ruling(
                ruling_id,
                (day.year, day.month, day.day),
                kind=draw(st.sampled_from(["order", "appeal", "agreement", "event"])),
                case=draw(st.sampled_from(["one-case", "another-case", None])),
                channels=draw(st.dictionaries(st.sampled_from(CHANNELS), st.sampled_from(["blocks", "allows"]))),
                lifts=draw(some_ids),
                affirms=draw(some_ids),
                checked_on=draw(st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 4, 30))),
                verification=draw(st.sampled_from(["read", "second_hand", "unconfirmed"])),
            )
        )
    return rulings


def decided(status: RulingStatus) -> list[tuple[State, tuple[Ruling, ...]]]:
    return [(channel.state, channel.deciding) for channel in status.channels.values()]


@unhurried
@given(many_rulings(), st.randoms(use_true_random=False))
def test_the_order_of_the_rulings_does_not_matter(rulings: list[Ruling], random: Random) -> None:
    shuffled = list(rulings)
    random.shuffle(shuffled)
    assert ruling_status(shuffled, ON) == ruling_status(rulings, ON)


@unhurried
@given(many_rulings())
def test_a_ruling_after_the_day_changes_no_state(rulings: list[Ruling]) -> None:
    until_then = [r for r in rulings if r.date <= ON]
    assert decided(ruling_status(rulings, ON)) == decided(ruling_status(until_then, ON))


@unhurried
@given(many_rulings())
def test_an_unconfirmed_ruling_changes_nothing(rulings: list[Ruling]) -> None:
    confirmed = [r for r in rulings if r.verification != "unconfirmed"]
    assert ruling_status(rulings, ON) == ruling_status(confirmed, ON)


@unhurried
@given(many_rulings())
def test_a_decided_channel_has_who_decided_it_and_a_check_up_to_the_day(rulings: list[Ruling]) -> None:
    for channel in ruling_status(rulings, ON).channels.values():
        assert bool(channel.deciding) == (channel.state != "unknown") == (channel.as_of is not None)
        assert channel.as_of is None or channel.as_of <= ON
