"""The line to the engine: one turn there and back within a time limit, or a fault that says what kind it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import httpx

from faro.answers.reply import Kind

KINDS: frozenset[str] = frozenset(get_args(Kind))
LARGEST_REPLY = 512 * 1024


class EngineFaultError(Exception):
    """The engine gave no usable reply; the text is one word for the kind of fault, never what anybody wrote."""


class Engine:
    """Talks to the Rasa engine on loopback. `timeout` is seconds for one whole turn."""

    def __init__(self, url: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        limits = httpx.Limits(max_keepalive_connections=8, max_connections=64)
        # No proxy of the environment stands between two processes of one machine.
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/faro", timeout=timeout, limits=limits, transport=transport, trust_env=False
        )

    async def turn(
        self, sender: str, text: str | None, choice: str | None, metadata: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Returns the action's reply as data, checked for its shape; raises EngineFaultError for anything else."""
        body = {"sender": sender, "text": text, "choice": choice, "metadata": dict(metadata)}
        try:
            response = await self._client.post("/turn", json=body)
        except httpx.TimeoutException:
            raise EngineFaultError("late") from None
        except httpx.HTTPError:
            raise EngineFaultError("unreachable") from None
        if response.status_code != 200:
            raise EngineFaultError("failed")
        if len(response.content) > LARGEST_REPLY:
            raise EngineFaultError("garbage")
        try:
            return checked_reply(response.json())
        except (ValueError, RecursionError):
            raise EngineFaultError("garbage") from None

    async def forget(self, sender: str) -> None:
        """Drops the engine's tracker; a fault is no error here, since trackers expire by themselves."""
        try:
            await self._client.post("/forget", json={"sender": sender})
        except httpx.HTTPError:
            return

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def checked_reply(data: Any) -> dict[str, Any]:
    """Returns the last message of the engine's reply; raises EngineFaultError when it is empty or of another shape."""
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        raise EngineFaultError("garbage")
    if not data["messages"]:
        raise EngineFaultError("empty")
    reply = data["messages"][-1]
    if not isinstance(reply, dict) or reply.get("kind") not in KINDS:
        raise EngineFaultError("garbage")
    messages = reply.get("messages")
    if not isinstance(messages, list) or not messages:
        raise EngineFaultError("empty")
    for message in messages:
        if not isinstance(message, dict) or not message.get("text") or not isinstance(message.get("html"), str):
            raise EngineFaultError("garbage")
    return reply
