"""The line to the engine: one turn there and back within a time limit, or a fault that says what kind it was."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Mapping
from typing import Any, get_args

import httpx

from faro.answers.reply import Kind

KINDS: frozenset[str] = frozenset(get_args(Kind))
LARGEST_REPLY = 512 * 1024


class EngineFaultError(Exception):
    """The engine gave no usable reply; the text is one word for the kind of fault, never what anybody wrote."""


class Engine:
    """Talks to the Rasa engine on loopback. `timeout` is seconds for one whole turn.

    `url` is the engine that serves. While another model takes over, the engine before it is kept in `former`, until
    the conversations that began there are over.
    """

    def __init__(self, url: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.url, self.former = url, ""
        self._timeout = timeout
        limits = httpx.Limits(max_keepalive_connections=8, max_connections=64)
        # No proxy of the environment stands between two processes of one machine.
        self._client = httpx.AsyncClient(timeout=timeout, limits=limits, transport=transport, trust_env=False)

    async def turn(
        self, sender: str, text: str | None, choice: str | None, metadata: Mapping[str, Any], url: str = ""
    ) -> dict[str, Any]:
        """Returns the reply of the engine at `url`, the serving one if none is given, checked for its shape.

        Raises EngineFaultError for anything else.
        """
        body = {"sender": sender, "text": text, "choice": choice, "metadata": dict(metadata)}
        try:
            # httpx counts each read by itself: an engine that sends one byte a second would never be late.
            async with asyncio.timeout(self._timeout):
                content = await self._post(url or self.url, body)
        except (httpx.TimeoutException, TimeoutError):
            raise EngineFaultError("late") from None
        except httpx.HTTPError:
            raise EngineFaultError("unreachable") from None
        try:
            return checked_reply(json.loads(content))
        except (ValueError, RecursionError):
            raise EngineFaultError("garbage") from None

    async def _post(self, url: str, body: Mapping[str, Any]) -> bytes:
        """Returns the body of the engine's answer to a turn, never holding more than the limit of it."""
        content = b""
        async with self._client.stream("POST", f"{url}/webhooks/faro/turn", json=body) as response:
            if response.status_code != 200:
                raise EngineFaultError("failed")
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST_REPLY:
                    raise EngineFaultError("garbage")
        return content

    async def forget(self, sender: str) -> bool:
        """Drops the tracker in every engine; returns whether each said so. A fault is no error: they also expire."""
        # Not all(...) of them: the second is asked also where the first fails.
        return all([await self._forget(url, sender) for url in (self.url, self.former) if url])

    async def _forget(self, url: str, sender: str) -> bool:
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client.post(f"{url}/webhooks/faro/forget", json={"sender": sender})
        except (httpx.HTTPError, TimeoutError):
            return False
        return response.status_code == 204

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def checked_reply(data: Any) -> dict[str, Any]:
    """Returns what the actions of one turn said as one reply: the first, and the messages of the others.

    An answer in the middle of the risk check is an answer, and the question that follows is said with it. Raises
    EngineFaultError when it is empty or of another shape, ValueError when it could not be sent on.
    """
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        raise EngineFaultError("garbage")
    if not data["messages"]:
        raise EngineFaultError("empty")
    replies = [_checked(reply) for reply in data["messages"]]
    return {**replies[0], "messages": [message for reply in replies for message in reply["messages"]]}


def _checked(reply: Any) -> dict[str, Any]:
    """Returns what one action said, checked for its shape."""
    if not isinstance(reply, dict) or not _is_text(reply.get("kind")) or reply["kind"] not in KINDS:
        raise EngineFaultError("garbage")
    if not all(reply.get(name) is None or _is_text(reply[name]) for name in ("lang", "topic", "set_lang")):
        raise EngineFaultError("garbage")
    if not isinstance(reply.get("status"), dict | None) or not _is_share(reply.get("confidence", 0.0)):
        raise EngineFaultError("garbage")
    messages = reply.get("messages")
    if not isinstance(messages, list) or not messages:
        raise EngineFaultError("empty")
    if not all(_is_message(message) for message in messages):
        raise EngineFaultError("garbage")
    # What cannot be written again (a lone surrogate, a figure that is none) must not reach the response.
    json.dumps(reply, allow_nan=False, ensure_ascii=False).encode("utf-8")
    return reply


def _is_message(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and _is_text(message.get("text"))
        and isinstance(message.get("html"), str)
        and _all_have(message.get("choices"), ("label", "choice"))
        and _all_have(message.get("sources"), ("title",))
    )


def _all_have(items: Any, names: tuple[str, ...]) -> bool:
    """Returns whether this is a list of objects with a text under each of these names."""
    return isinstance(items, list) and all(
        isinstance(item, dict) and all(_is_text(item.get(name)) for name in names) for item in items
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= 1
