"""Nothing that a visitor writes, or that their browser tells, is anywhere afterwards: every way in, every refusal."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from faro.cli.processes import commands, wait_until_ready
from faro.settings import ROOT
from tests.whole.canary import Canary, files, found
from tests.whole.conftest import RunningFaro
from tests.whole.running import at_home_in, free_ports, listener, open_files, supervised

pytestmark = pytest.mark.engine

CHAT, FORGET = "/api/v1/chat", "/api/v1/chat/forget"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def visit(client: httpx.Client, canary: Canary) -> set[int]:
    """Goes every way that there is with the canary in every place, and returns the statuses that came back."""
    responses = []

    def send(method: str, path: str, **how: Any) -> httpx.Response:
        headers = {**canary.headers, **how.pop("headers", {})}
        response = client.request(method, path, headers=headers, **how)
        responses.append(response.status_code)
        return response

    key = send("POST", CHAT, json={"text": canary.text}).json().get("conversation")
    for fields in (
        {"text": canary.text, "conversation": key},
        {"text": f"/{canary.words}", "conversation": key},
        {"choice": "risk_check", "conversation": key},
        {"text": canary.text, "conversation": key},
        {"text": f'/faq{{"topic": "{canary.words}"}}', "conversation": key},
        {"text": canary.text, "choice": canary.words},
        {"choice": f"topic:{canary.words}"},
        {"clinic": canary.words},
        {"lang": canary.words},
        {"conversation": canary.words},
        {canary.words: canary.words},
        {"text": [canary.text]},
    ):
        send("POST", CHAT, json=fields)
    surrogate = json.dumps({"text": canary.text + "\ud800\x00"}).encode()
    for body in (surrogate, canary.text.encode(), canary.text.encode() + b"\xff", canary.text.encode() * 1000):
        send("POST", CHAT, content=body, headers=JSON)
    send("POST", CHAT, content=canary.text.encode(), headers={"Content-Type": canary.words})
    send("POST", CHAT, json={"text": canary.text}, headers={"Origin": f"https://{canary.words}.example"})
    send("POST", "/plain", data={"text": canary.text})
    send("POST", "/plain", data={"text": canary.text, canary.words: canary.words})
    send("POST", "/plain", content=canary.text.encode(), headers=FORM)
    send("POST", "/plain", data={"text": canary.text}, headers={"Origin": f"https://{canary.words}.example"})
    for path in ("/", "/plain", "/answers", "/status", "/privacy", "/demo", "/chat", "/healthz", "/readyz"):
        send("GET", f"{path}?q={canary.words}&lang={canary.words}&clinic={canary.words}")
    for folder in ("", "/api/v1/topics", "/answers", "/static"):
        send("GET", f"{folder}/{canary.words}")
    send(canary.words.upper(), CHAT)
    send("GET", "/", headers={"X-Long": canary.words * 2000})
    for wrong in (canary.words, key):
        send("POST", FORGET, json={"conversation": wrong})
    return set(responses)


def places(faro: RunningFaro) -> Iterator[tuple[str, bytes]]:
    """Yields every place where something could have been kept."""
    yield "what was printed", "\n".join(faro.printed).encode()
    yield from files(faro.folder, ROOT / "var")
    for port in (faro.settings.port, faro.settings.engine_port, faro.settings.actions_port):
        pid = listener(port)
        assert pid, port
        for number, content in enumerate(open_files(pid)):
            yield f"open file {number} of the process on port {port}", content
    for path in ("/readyz", "/healthz", "/api/v1/status"):
        yield path, faro.client.get(path).content


def test_nothing_is_left_of_a_visitor(faro: RunningFaro) -> None:
    canary = Canary()

    statuses = visit(faro.client, canary)

    assert {200, 204, 400, 403, 404, 405, 413, 415, 422} <= statuses
    assert found(canary, places(faro)) == []


def test_nothing_is_left_of_who_is_refused_by_the_limits(faro: RunningFaro, tmp_path: Path) -> None:
    """A second edge over the same engine lets one message a minute in, and one at a time."""
    settings = replace(faro.settings, port=free_ports(1)[0])
    (web,) = [command for command in commands(settings) if command.name == "web"]
    limits = {"FARO_RATE_LIMITS": "on", "FARO_NETWORK_MESSAGES_PER_MINUTE": "8", "FARO_ENGINE_QUEUE": "1"}
    canary = Canary()
    printed: list[str] = []
    with supervised([at_home_in(tmp_path, web, **limits)], printed):
        assert asyncio.run(wait_until_ready(settings, 60)), printed
        url = f"http://127.0.0.1:{settings.port}"

        def ask(path: str) -> int:
            how: dict[str, Any] = {"json" if path == CHAT else "data": {"text": canary.text}}
            return httpx.post(f"{url}{path}", headers=canary.headers, trust_env=False, timeout=15, **how).status_code

        with ThreadPoolExecutor(20) as crowd:
            statuses = set(crowd.map(ask, [CHAT, "/plain"] * 20))
        assert {429, 503} <= statuses
        assert found(canary, [("what was printed", "\n".join(printed).encode()), *files(tmp_path)]) == []


# The search itself


@pytest.mark.parametrize(
    "leak",
    [
        "a log",
        "the name of a file",
        "the database",
        "the write-ahead log",
        "two bytes a letter",
        "in base64",
        "in hexadecimal",
        "a number with its dashes",
        "a forwarded address",
    ],
)
def test_planted_leak_is_found(tmp_path: Path, leak: str) -> None:
    canary = Canary()
    planted = tmp_path / "log"
    connection = sqlite3.connect(tmp_path / "faro.db")
    if leak == "a log":
        planted.write_text(f"ERROR could not parse: {canary.text}")
    elif leak == "the name of a file":
        (tmp_path / canary.words).touch()
    elif leak in ("the database", "the write-ahead log"):
        if leak == "the write-ahead log":
            connection.execute("PRAGMA journal_mode=WAL").close()
        with connection:
            connection.execute("CREATE TABLE t (text)")
            connection.execute("INSERT INTO t VALUES (?)", (canary.text,))
    elif leak == "two bytes a letter":
        planted.write_bytes(canary.street_name.encode("utf-16-le"))
    elif leak == "in base64":
        planted.write_bytes(base64.b64encode(b"x" + canary.text.encode()))
    elif leak == "in hexadecimal":
        planted.write_text(canary.text.encode().hex())
    elif leak == "a number with its dashes":
        planted.write_text(canary.dashed)
    else:
        planted.write_text(f"{canary.address} GET /")

    where = found(canary, files(tmp_path))
    connection.close()

    assert where
    if leak == "the write-ahead log":
        assert any("faro.db-wal" in place for place in where)


def test_leak_in_a_file_whose_name_is_gone_is_found(tmp_path: Path) -> None:
    canary = Canary()
    with (tmp_path / "gone").open("w") as file:
        file.write(canary.words)
        file.flush()
        (tmp_path / "gone").unlink()
        contents = [("an open file", content) for content in open_files(os.getpid())]

    assert found(canary, contents)


def test_clean_folder_is_clean(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("WARNING the engine gave no reply: late")

    assert found(Canary(), files(tmp_path)) == []
