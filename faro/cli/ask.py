"""`faro ask` and `faro chat`: a conversation at the terminal, with a running Faro or one started for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any

import httpx
import typer

from faro.cli.console import console, progress, show_reply
from faro.cli.mending import MendableError
from faro.cli.processes import is_ready, supervised, wait_until_ready
from faro.cli.up import READY_WITHIN_SECONDS, prepare
from faro.settings import Settings, read_settings

Lang = Annotated[str | None, typer.Option(help="Answer in this language (en, es, …); else the one you write in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the reply of the chat API as JSON.")]


def ask(question: str, lang: Lang = None, as_json: AsJson = False) -> None:
    """Ask one question and print the answer."""
    reply = asyncio.run(_ask_once(question, lang))
    if as_json:
        typer.echo(json.dumps(reply, ensure_ascii=False, indent=2))
    else:
        show_reply(reply)


def chat(lang: Lang = None) -> None:
    """Talk with Faro; a number chooses a button, an empty line ends the conversation."""
    asyncio.run(_chat(lang))


async def _ask_once(question: str, lang: str | None) -> dict[str, Any]:
    async with _client() as client:
        return await _send(client, {"text": question, "lang": lang})


async def _chat(lang: str | None) -> None:
    async with _client() as client:
        reply = await _send(client, {"lang": lang})
        while True:
            choices = show_reply(reply)
            try:
                said = (await asyncio.to_thread(console.input, "[bold]> [/bold]")).strip()
            except EOFError:
                said = ""
            if not said:
                await client.post("/api/v1/chat/forget", json={"conversation": reply["conversation"]})
                return
            message: dict[str, Any] = {"conversation": reply["conversation"], "text": said}
            if said.isdigit() and 1 <= int(said) <= len(choices):
                message = {"conversation": reply["conversation"], "choice": choices[int(said) - 1]}
            reply = await _send(client, message)


async def _send(client: httpx.AsyncClient, message: dict[str, Any]) -> dict[str, Any]:
    try:
        response = await client.post("/api/v1/chat", json=message)
    except httpx.HTTPError as error:
        raise MendableError(f"Faro does not answer ({type(error).__name__})", "faro doctor") from None
    body: dict[str, Any] = response.json()
    if response.status_code != 200:
        raise MendableError(body.get("title", "the message was refused"), "change the message and try again")
    return body


@contextlib.asynccontextmanager
async def _client() -> AsyncIterator[httpx.AsyncClient]:
    """Gives a client of the running Faro, or of one that runs for the length of the block."""
    settings = read_settings()
    if await is_ready(settings):
        async with _client_of(settings) as client:
            yield client
        return
    progress.print("No Faro answers here; starting one for this conversation.")
    await asyncio.to_thread(prepare, settings)
    own = replace(settings, port=_free_port(), engine_port=_free_port(), actions_port=_free_port())
    last: list[str] = []
    async with supervised(own, lambda name, line: last.append(f"{name}: {line}")):
        if not await wait_until_ready(own, READY_WITHIN_SECONDS):
            progress.print("\n".join(last[-10:]), markup=False)
            raise MendableError("Faro did not become ready", "faro doctor")
        async with _client_of(own) as client:
            yield client


def _client_of(settings: Settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False, timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
