"""Challenges for passkeys that need no memory: signed by this process, for one browser, good for half an hour.

A table of open challenges could be flooded until nobody's is left; there is none to flood.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

GOOD_FOR_SECONDS = 1800
TIME_BYTES, RANDOM_BYTES = 8, 16
HEAD_BYTES = TIME_BYTES + RANDOM_BYTES


def new_challenge(secret: bytes, browser: str, now: dt.datetime) -> bytes:
    """Returns a challenge for this browser: 56 bytes, of which 16 are random."""
    head = int(now.timestamp()).to_bytes(TIME_BYTES, "big") + secrets.token_bytes(RANDOM_BYTES)
    return head + _signature(secret, browser, head)


def is_own_challenge(challenge: bytes, secret: bytes, browser: str, now: dt.datetime) -> bool:
    """Returns whether the challenge is one of ours, for this browser, and still good."""
    head, signature = challenge[:HEAD_BYTES], challenge[HEAD_BYTES:]
    if not hmac.compare_digest(signature, _signature(secret, browser, head)):
        return False
    age = now.timestamp() - int.from_bytes(head[:TIME_BYTES], "big")
    return -1 <= age <= GOOD_FOR_SECONDS


def _signature(secret: bytes, browser: str, head: bytes) -> bytes:
    return hmac.new(secret, head + browser.encode("utf-8", "replace"), hashlib.sha256).digest()
