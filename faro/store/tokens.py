"""Secrets that the store hands out once and keeps only as hashes: links, sign-ins, recovery codes."""

from __future__ import annotations

import secrets

from faro.store.canonical import sha256

RECOVERY_CODES = 10
# Without letters and digits that are mistaken for each other. 20 of 31 are 99 bits: no guessing, so no slow hash.
RECOVERY_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECOVERY_GROUPS, RECOVERY_GROUP = 4, 5


def new_token() -> str:
    """Returns 256 random bits as letters that may stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Returns what is kept of a token. Its bits are random, so that a plain hash cannot be guessed back."""
    return sha256(token)


def new_recovery_code() -> str:
    """Returns a code in groups that a person can copy from paper."""
    groups = ("".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_GROUP)) for _ in range(RECOVERY_GROUPS))
    return "-".join(groups)


def plain_recovery_code(typed: str) -> str:
    """Returns a typed code in the one form that is hashed: capitals, in groups, whatever signs stand between them."""
    letters = "".join(c for c in typed.upper() if c in RECOVERY_LETTERS)
    return "-".join(letters[at : at + RECOVERY_GROUP] for at in range(0, len(letters), RECOVERY_GROUP))
