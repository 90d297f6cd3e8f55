"""The edge follows what `faro up` says about which engine serves, and keeps to the one it has without a word."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from faro.chat import following
from faro.chat.engine import Engine
from faro.teaching.service import Service, write_service

NOBODY = 2**22 + 1


@pytest.fixture
def engine() -> Engine:
    return Engine("http://127.0.0.1:5005", 1.0)


def test_serving_and_former_engine_are_those_that_were_said(engine: Engine, tmp_path: Path) -> None:
    write_service(tmp_path, Service(port=6001, pid=os.getpid(), former_port=5005))
    following.follow(engine, tmp_path)
    assert (engine.url, engine.former) == ("http://127.0.0.1:6001", "http://127.0.0.1:5005")
    write_service(tmp_path, Service(port=6001, pid=os.getpid()))
    following.follow(engine, tmp_path)
    assert (engine.url, engine.former) == ("http://127.0.0.1:6001", "")


@pytest.mark.parametrize("said", ["nothing", "by nobody alive", "garbage", "something else"])
def test_without_a_word_that_counts_the_engine_stays(engine: Engine, tmp_path: Path, said: str) -> None:
    engine.former = "http://127.0.0.1:5004"
    if said == "by nobody alive":
        write_service(tmp_path, Service(port=6001, pid=NOBODY))
    elif said == "garbage":
        (tmp_path / "service.json").write_text("{", "utf-8")
    elif said == "something else":
        (tmp_path / "service.json").write_text('{"door": 6001}', "utf-8")
    following.follow(engine, tmp_path)
    assert (engine.url, engine.former) == ("http://127.0.0.1:5005", "http://127.0.0.1:5004")


def test_it_looks_again_and_again(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_SECONDS", 0)

    async def turned_to(port: int) -> None:
        write_service(tmp_path, Service(port=port, pid=os.getpid()))
        async with asyncio.timeout(10):
            while engine.url != f"http://127.0.0.1:{port}":  # noqa: ASYNC110 - what looks at a file tells of no event
                await asyncio.sleep(0)

    async def follow_twice() -> None:
        looking = asyncio.create_task(following.keep_following(engine, tmp_path))
        await turned_to(6001)
        await turned_to(6002)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)

    asyncio.run(follow_twice())
