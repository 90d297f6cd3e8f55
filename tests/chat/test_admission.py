"""Who may come in: so many at once and so many waiting, and so many messages a minute from one sender."""

from __future__ import annotations

import asyncio

import pytest

from faro.chat import admission
from faro.chat.admission import WINDOW_SECONDS, Admission, BusyError, Pseudonyms, RateLimit, TooManyError

from .edge import Clock


def test_as_many_as_allowed_work_at_once_and_the_rest_wait_their_turn() -> None:
    async def run() -> None:
        door, opened = Admission(at_once=2, waiting=3), asyncio.Event()
        inside, most = 0, 0

        async def visit() -> None:
            nonlocal inside, most
            async with door.place():
                inside += 1
                most = max(most, inside)
                await opened.wait()
                inside -= 1

        visits = [asyncio.create_task(visit()) for _ in range(5)]
        for _ in range(5):
            await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await visit()
        opened.set()
        await asyncio.gather(*visits)
        assert most == 2
        await visit()

    asyncio.run(run())


def test_place_is_free_again_after_an_error_and_after_giving_up_while_waiting() -> None:
    async def run() -> None:
        door = Admission(at_once=1, waiting=1)
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                async with door.place():
                    _ = 1 / 0
        async with door.place():
            for _ in range(5):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.001), door.place():
                        raise AssertionError("there is one place only")
        async with door.place():
            pass

    asyncio.run(run())


def test_limit_is_for_each_sender_and_ends_with_the_minute(clock: Clock) -> None:
    limit = RateLimit(2, clock)
    for _ in range(2):
        limit.count(b"ana")
    limit.count(b"ben")

    with pytest.raises(TooManyError) as refused:
        limit.count(b"ana")
    assert refused.value.retry_after == 60

    clock.advance(WINDOW_SECONDS - 1)
    with pytest.raises(TooManyError) as refused:
        limit.count(b"ana")
    assert refused.value.retry_after == 1

    clock.advance(1)
    limit.count(b"ana")


def test_refused_messages_do_not_lengthen_the_wait(clock: Clock) -> None:
    limit = RateLimit(1, clock)
    limit.count(b"ana")
    for _ in range(10):
        clock.advance(5)
        with pytest.raises(TooManyError):
            limit.count(b"ana")

    clock.advance(10)
    limit.count(b"ana")


def test_who_follows_the_advice_to_wait_is_let_in(clock: Clock) -> None:
    limit = RateLimit(1, clock)
    limit.count(b"ana")
    clock.advance(17.3)
    with pytest.raises(TooManyError) as refused:
        limit.count(b"ana")

    clock.advance(refused.value.retry_after)
    limit.count(b"ana")


def test_table_of_senders_never_grows_past_its_size(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LARGEST_TABLE", 10)
    limit = RateLimit(1, clock)
    for number in range(100):
        limit.count(str(number).encode())

    assert len(limit._counts) == 10


def test_one_network_leaves_places_to_the_others() -> None:
    async def run() -> None:
        door, opened = Admission(at_once=1, waiting=3, share=2), asyncio.Event()

        async def visit(network: bytes) -> None:
            async with door.place(network):
                await opened.wait()

        flood = [asyncio.create_task(visit(b"flood")) for _ in range(10)]
        for _ in range(3):
            await asyncio.sleep(0)
        assert sum(task.done() for task in flood) == 8
        others = [asyncio.create_task(visit(b"other")) for _ in range(2)]
        opened.set()
        await asyncio.gather(*others)
        refused = [result for result in await asyncio.gather(*flood, return_exceptions=True) if result]
        assert [type(result) for result in refused] == [BusyError] * 8
        await asyncio.gather(visit(b"flood"), visit(b"flood"))

    asyncio.run(run())


def test_networks_that_wait_are_served_in_turn() -> None:
    async def run() -> list[bytes]:
        door, opened, served = Admission(at_once=1, waiting=20), asyncio.Event(), list[bytes]()

        async def visit(network: bytes) -> None:
            async with door.place(network):
                served.append(network)
                await opened.wait()

        flood = [asyncio.create_task(visit(b"flood")) for _ in range(10)]
        await asyncio.sleep(0)
        others = [asyncio.create_task(visit(b"ana")), asyncio.create_task(visit(b"ben"))]
        await asyncio.sleep(0)
        opened.set()
        await asyncio.gather(*flood, *others)
        return served

    served = asyncio.run(run())

    assert served[:4] == [b"flood", b"flood", b"ana", b"ben"]
    assert len(served) == 12


def test_who_gives_up_in_the_moment_of_being_called_leaves_the_place_to_the_next() -> None:
    async def run() -> None:
        door, leave = Admission(at_once=1, waiting=5), asyncio.Event()

        async def hold() -> None:
            async with door.place():
                await leave.wait()

        async def visit() -> None:
            async with door.place():
                pass

        holding = asyncio.create_task(hold())
        await asyncio.sleep(0)
        gives_up, next_one = asyncio.create_task(visit()), asyncio.create_task(visit())
        await asyncio.sleep(0)
        leave.set()
        await asyncio.sleep(0)
        gives_up.cancel()
        await asyncio.gather(holding, gives_up, return_exceptions=True)
        await asyncio.wait_for(next_one, 5)
        assert gives_up.cancelled()
        await asyncio.wait_for(visit(), 5)

    asyncio.run(run())


def test_address_of_a_sender_is_nowhere_in_memory_as_itself(clock: Clock) -> None:
    limit, pseudonyms = RateLimit(5, clock), Pseudonyms()
    limit.count(pseudonyms.of_network("203.0.113.77"))

    assert "203.0.113.77" not in repr(vars(limit)) + repr(vars(pseudonyms))


def test_pseudonym_is_another_one_in_another_process() -> None:
    first, second = Pseudonyms(), Pseudonyms()

    assert first.of("ana") == first.of("ana") != first.of("ben")
    assert first.of("ana") != second.of("ana")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "", True),
        ("unix", "203.0.113.8", False),
    ],
)
def test_network_of_ipv6_is_one_sender(one: str, other: str, same: bool) -> None:
    pseudonyms = Pseudonyms()

    assert (pseudonyms.of_network(one) == pseudonyms.of_network(other)) is same


def test_odd_sender_is_counted_too(clock: Clock) -> None:
    limit, pseudonyms = RateLimit(1, clock), Pseudonyms()
    limit.count(pseudonyms.of("\ud800"))

    with pytest.raises(TooManyError):
        limit.count(pseudonyms.of("\ud800"))
