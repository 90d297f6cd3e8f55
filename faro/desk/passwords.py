"""Passwords with a second factor: argon2 hashes, codes that work once, and no word about which was wrong."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from faro.store.account_models import Password

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
STEP_SECONDS = 30
ISSUER = "Faro desk"
SECRET = re.compile(r"[A-Z2-7]{32}")


@cache
def hasher() -> PasswordHasher:
    """Returns the one hasher, with the library's own parameters (RFC 9106, low memory)."""
    return PasswordHasher()


def hash_password(password: str) -> str:
    """Returns the argon2id hash of the password."""
    return hasher().hash(password)


@cache
def hash_of_nobody() -> str:
    """Returns a hash that no password has: an unknown name takes as long as a known one."""
    return hash_password(pyotp.random_base32())


def new_totp_secret() -> str:
    """Returns a new secret for the second factor."""
    return pyotp.random_base32()


def totp_secret(sent: str) -> str:
    """Returns the secret that came back with a form, or a new one where it is none of ours."""
    return sent if SECRET.fullmatch(sent) else new_totp_secret()


def totp_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """Returns the time step of the code if it is one of this minute (the step now, or one beside it), else None."""
    if not SECRET.fullmatch(secret):
        return None
    digits = "".join(c for c in code if c.isdigit())
    step = int(now.timestamp()) // STEP_SECONDS
    near = (step - 1, step, step + 1)
    totp = pyotp.TOTP(secret)
    return next((s for s in near if pyotp.utils.strings_equal(totp.generate_otp(s), digits)), None)


def check_password(kept: Password | None, password: str, code: str, now: dt.datetime) -> int | None:
    """Returns the time step of the code when password and code are both right and the code was not used, else None."""
    try:
        hasher().verify(kept.hash if kept else hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    step = totp_step(kept.totp_secret, code, now) if kept else None
    return step if kept and step is not None and step > kept.totp_step else None


def totp_picture(secret: str, name: str) -> str:
    """Returns the secret as a QR code: an SVG that an authenticator app reads."""
    address = pyotp.TOTP(secret, name=name, issuer=ISSUER).provisioning_uri()
    return str(segno.make(address, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2))
