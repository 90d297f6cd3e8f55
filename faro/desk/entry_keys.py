"""The key by which a new document is known: made from what was typed, in the letters that keys have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

LONGEST = 60
SNAKE_KINDS = frozenset({"fact", "helpline"})


def new_key(kind: str, data: Mapping[str, Any], typed: str, taken: Collection[str]) -> str:
    """Returns a key that nobody has: from `typed` where a short name was typed, else from the document's own fields."""
    joint = "_" if kind in SNAKE_KINDS else "-"
    wanted = _slug(typed or _described(kind, data), joint) or kind
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted}{joint}{number}", number + 1
    return key


def _described(kind: str, data: Mapping[str, Any]) -> str:
    if kind == "ruling":
        return f"{data['case'] or data['court'] or ''} {data['kind']} {data['date']}"
    if kind == "source":
        return f"{str(data['publisher']).removeprefix('The ')} {data['date'] or ''}"
    name = data.get("name", data.get("claim", ""))
    return str(name.get("en", "") if isinstance(name, Mapping) else name)


def _slug(text: str, joint: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        if len(slug) + len(word) > LONGEST:
            break
        slug = f"{slug}{joint}{word}" if slug else word
    return slug
