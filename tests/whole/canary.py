"""What a made-up visitor leaves behind if anything keeps it, and the search for it in every place that could."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


def _word() -> str:
    """Returns a word of sixteen letters that is nowhere else."""
    return "zq" + "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))


@dataclass(frozen=True)
class Canary:
    """A visitor: words, a tax number, a street, and what a browser and a proxy tell of them."""

    words: str = field(default_factory=_word)
    street_name: str = field(default_factory=_word)
    agent: str = field(default_factory=_word)
    referrer: str = field(default_factory=_word)
    itin: str = field(default_factory=lambda: f"9{secrets.randbelow(10**8):08d}")
    address: str = field(default_factory=lambda: f"203.0.113.{secrets.randbelow(250) + 1}")

    @property
    def headers(self) -> dict[str, str]:
        """Returns what a browser and a proxy send along."""
        return {
            "User-Agent": f"Mozilla/5.0 ({self.agent})",
            "Referer": f"https://{self.referrer}.example/{self.referrer}?q={self.referrer}",
            "X-Forwarded-For": self.address,
            "Forwarded": f"for={self.address}",
            "X-Real-IP": self.address,
            "Cookie": f"faro={self.agent}",
        }

    @property
    def text(self) -> str:
        """Returns a message with all of it."""
        asked = "la migra sabe donde vivo?"
        return f"soy {self.words}, mi itin {self.dashed}, vivo en 1234 {self.street_name} Street, {asked}"

    @property
    def dashed(self) -> str:
        """Returns the tax number as people write it."""
        return f"{self.itin[:3]}-{self.itin[3:5]}-{self.itin[5:]}"

    def traces(self) -> Iterator[tuple[str, bytes]]:
        """Yields the name of each thing to search for, and its bytes, in each way in which they could be kept."""
        for name in ("words", "street_name", "agent", "referrer", "itin", "dashed", "address"):
            plain = str(getattr(self, name)).encode()
            yield name, plain
            yield f"{name}, two bytes a letter", plain.decode().encode("utf-16-le")
            yield f"{name}, in hexadecimal", plain.hex().encode()
            for shift in range(3):
                packed = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
                yield f"{name}, in base64", packed[4 * (shift > 0) : -2]


def found(canary: Canary, places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Returns where something of the visitor is, as “what, in place”."""
    traces = [(name, trace) for name, trace in canary.traces()]
    return [f"{name}, in {place}" for place, content in places for name, trace in traces if trace in content]


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yields every file below the folders with its content, and the names of all files themselves."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            yield f"the name {path}", str(path).encode()
            if path.is_file() and not path.is_symlink():
                yield str(path), path.read_bytes()
