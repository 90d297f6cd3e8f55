"""`faro doctor` and the errors of every command: what is missing is named, each with how to mend it, in one line."""

from __future__ import annotations

import asyncio
import socket
import stat
import tarfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from faro.cli import doctor, up
from faro.cli.console import show_reply
from faro.cli.mending import MendableError
from faro.cli.processes import is_ready, wait_until_ready
from faro.settings import Settings

from .conftest import Faro, free_port


def told(out: str) -> dict[str, str]:
    """Returns the doctor's lines by what they are about."""
    return {line[5:].split(":")[0]: line for line in out.splitlines()}


@pytest.fixture
def nothing_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "BOT_PYTHON", tmp_path / "no" / "python")
    monkeypatch.setattr(Settings, "model", tmp_path / "no" / "model.tar.gz")
    monkeypatch.setenv("FARO_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rulings.yml").write_text("rulings: [", "utf-8")


def test_all_that_is_missing_is_listed_with_its_mend(faro: Faro, nothing_there: None) -> None:
    ran = faro("doctor")

    lines = told(ran.out)
    assert ran.code == 1
    assert list(lines) == ["rasa", "disk", "content", "store", "model", "server"]
    mends = {
        **{"rasa": "make prepare", "content": "faro content check", "store": "faro content import"},
        **{"model": "faro train", "server": "make run"},
    }
    for name, mend in mends.items():
        assert lines[name].startswith("MEND ")
        assert lines[name].endswith(f"Mend: {mend}"), lines[name]


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_what_is_well_is_said_to_be_well(
    faro: Faro, store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = tmp_path / "model.tar.gz"
    with tarfile.open(model, "w:gz"):
        pass
    monkeypatch.setattr(doctor, "BOT_PYTHON", script(tmp_path / "python", "echo 3.6.21"))
    monkeypatch.setattr(Settings, "model", model)
    monkeypatch.setattr(doctor, "is_current", lambda settings: True)

    async def ready(settings: Settings) -> bool:
        return True

    monkeypatch.setattr(doctor, "is_ready", ready)

    ran = faro("doctor")

    assert ran.code == 0, ran.out
    assert all(line.startswith("ok   ") for line in told(ran.out).values())
    assert "3.6.21" in ran.out


def test_old_model_and_broken_environment_are_told(
    faro: Faro, store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = tmp_path / "model.tar.gz"
    with tarfile.open(model, "w:gz"):
        pass
    monkeypatch.setattr(doctor, "BOT_PYTHON", script(tmp_path / "python", "echo no module named rasa >&2; exit 1"))
    monkeypatch.setattr(Settings, "model", model)
    monkeypatch.setattr(doctor, "is_current", lambda settings: False)
    monkeypatch.setenv("FARO_DATA_DIR", str(tmp_path / "none"))

    lines = told(faro("doctor").out)

    assert "older than what it is made from" in lines["model"]
    assert "no module named rasa" in lines["rasa"]
    assert lines["store"].startswith("ok   ")


def test_damaged_store_is_told(faro: Faro, nothing_there: None, tmp_path: Path) -> None:
    (tmp_path / "faro.db").write_bytes(b"this is no database, whatever its name says" * 100)

    assert "cannot be read (DatabaseError)" in told(faro("doctor").out)["store"]


# Errors of any command

ONE_LINE: dict[str, tuple[dict[str, str], str]] = {
    "no store": ({}, "there is no store at"),
    "a setting": ({"FARO_PORT": "eighty"}, "FARO_PORT is “eighty”; it takes a number"),
    "another database": ({"FARO_STORE_URL": "mysql://db/faro"}, "not in mysql"),
    "a store without a file": ({"FARO_STORE_URL": "sqlite://"}, "the store needs a file"),
    "no address at all": ({"FARO_STORE_URL": "faro.db"}, "the store cannot be used"),
}


@pytest.mark.parametrize(("environment", "words"), ONE_LINE.values(), ids=ONE_LINE.keys())
@pytest.mark.parametrize("command", [("status",), ("ruling", "list"), ("content", "export", "out")])
def test_error_is_one_line(
    faro: Faro, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], environment: dict[str, str], words: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    ran = faro(*command, as_program=True)

    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert words in ran.err
    assert "Mend: " in ran.err or "it takes" in ran.err


def test_damaged_store_is_one_line(faro: Faro, tmp_path: Path) -> None:
    (tmp_path / "faro.db").write_bytes(b"no database" * 1000)

    ran = faro("status", as_program=True)

    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert "Mend: faro doctor" in ran.err


def test_interrupted_command_ends_quietly(faro: Faro, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("faro.cli.status.open_store", interrupt)

    ran = faro("status", as_program=True)

    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_port_in_use_is_named_with_its_variable() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(MendableError, match=f"uses port {port}.*FARO_ENGINE_PORT"):
            up.check_ports(Settings(port=free_port(), engine_port=port, actions_port=free_port(), desk=False))


def test_free_ports_are_no_error() -> None:
    ports = [free_port() for _ in range(4)]
    up.check_ports(Settings(port=ports[0], engine_port=ports[1], actions_port=ports[2], desk_port=ports[3]))


# Whether a Faro runs


def asked(answers: list[int], ask: Callable[[Settings], Awaitable[bool]]) -> bool:
    """Returns what `ask` says of a server that gives these statuses one after the other, the last one for ever."""

    async def run() -> bool:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            status = answers.pop(0) if len(answers) > 1 else answers[0]
            writer.write(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            return await ask(Settings(port=server.sockets[0].getsockname()[1]))

    return asyncio.run(run())


def test_faro_that_is_ready_is_found() -> None:
    assert asked([200], is_ready) is True
    assert asked([503], is_ready) is False
    assert asyncio.run(is_ready(Settings(port=free_port()))) is False


def test_waiting_ends_when_faro_becomes_ready_or_the_time_is_up() -> None:
    assert asked([503, 200], lambda settings: wait_until_ready(settings, 5)) is True
    assert asked([503], lambda settings: wait_until_ready(settings, 0.01)) is False


def test_reply_on_a_terminal_numbers_its_buttons(capsys: pytest.CaptureFixture[str]) -> None:
    message = {
        "text": "Yes [bold]and no[/bold].",
        "choices": [{"label": "More", "choice": "topic:a"}, {"label": "Less", "choice": "topic:b"}],
        "sources": [
            {"title": "A paper", "url": None, "date": "2026-01-02"},
            {"title": "A book", "url": None, "date": None},
        ],
    }

    choices = show_reply({"messages": [message, {"text": "End", "choices": message["choices"][:1], "sources": []}]})

    out = capsys.readouterr().out
    assert choices == ["topic:a", "topic:b", "topic:a"]
    assert "[3] More" in out
    assert "Yes [bold]and no[/bold]." in out, "nothing that is said is taken for markup"
    assert "A paper (2026-01-02)" in out
