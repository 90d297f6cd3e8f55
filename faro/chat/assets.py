"""Builds the browser's side from `widget/`: the loader that clinics embed, the chat's script, style and words."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from faro.settings import ROOT
from faro.store.snapshot import FALLBACK_LANGUAGE

SOURCES = ROOT / "widget"
MESSAGES = SOURCES / "messages"
# Loaders of earlier releases, <hash>.js: a clinic that pinned one keeps it after the words or the code have changed.
PINNED = SOURCES / "pinned"
# The order in which the modules become one script: each after what it uses.
MODULES = (
    "guard.js",
    "chat/page.js",
    "chat/nodes.js",
    "chat/server.js",
    "chat/announce.js",
    "chat/listen.js",
    "chat/status.js",
    "chat/reply.js",
    "chat/panel.js",
    "chat/leave.js",
    "chat/main.js",
)
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)
COMMENT = re.compile(r"^\s*(?://.*|/\*\*(?:.|\n)*?\*/)\n", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*(?:.|\n)*?\*/\n?")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """One file as it is served, with the address that names its content."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """Returns the first 16 hexadecimal digits of the content's SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Returns the path that serves exactly this content for ever."""
        return f"/widget/{self.digest}/{self.name}"

    @property
    def integrity(self) -> str:
        """Returns the value of the `integrity` attribute for this content."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.content).digest()).decode()}"

    @property
    def size(self) -> int:
        """Returns the bytes that travel, with gzip."""
        return len(gzip.compress(self.content, 9))


@cache
def catalogs() -> Mapping[str, Mapping[str, str]]:
    """Returns the chat's own words by language."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(MESSAGES.glob("*.json"))}


def words_of(lang: str) -> dict[str, str]:
    """Returns the catalog of a language; a key that it lacks is said in English."""
    return {**catalogs()[FALLBACK_LANGUAGE], **catalogs().get(lang, {})}


@cache
def chat_script() -> Asset:
    """Returns the chat's modules as one classic script, without comments and indentation."""
    joined = "".join((SOURCES / name).read_text("utf-8") for name in MODULES)
    bare = INDENT.sub("", COMMENT.sub("", EXPORT.sub("", IMPORT.sub("", joined))))
    return Asset("chat.js", f'(function(){{"use strict";\n{bare}}})();\n'.encode())


@cache
def chat_style() -> Asset:
    """Returns the chat's style without comments and indentation."""
    source = (SOURCES / "chat.css").read_text("utf-8")
    return Asset("chat.css", INDENT.sub("", STYLE_COMMENT.sub("", source)).encode())


@cache
def loader() -> Asset:
    """Returns the loader with the button's words in every language."""
    labels = {lang: [words["open"], words["title"]] for lang, words in catalogs().items()}
    source = (SOURCES / "loader.js").read_text("utf-8")
    source = source.replace('"@LABELS@"', json.dumps(labels, ensure_ascii=False, separators=(",", ":")))
    source = source.replace('"@RIGHT_TO_LEFT@"', json.dumps(["ar"]))
    return Asset("widget.js", INDENT.sub("", COMMENT.sub("", source)).encode())


@cache
def assets() -> Mapping[str, Asset]:
    """Returns what is served under a hash, by name."""
    icon = Asset("icon.svg", (SOURCES / "icon.svg").read_bytes())
    return {asset.name: asset for asset in (chat_script(), chat_style(), loader(), icon)}


@cache
def pinned_loaders() -> Mapping[str, Asset]:
    """Returns the loaders of earlier releases by their digest."""
    kept = [Asset("widget.js", path.read_bytes()) for path in sorted(PINNED.glob("*.js"))]
    return {asset.digest: asset for asset in kept}


def snippet(origin: str, slug: str) -> str:
    """Returns the line that a clinic puts into its page: pinned to this build, refused by the browser if it differs."""
    source = html.escape(f"{origin}{loader().address}", quote=True)
    return (
        f'<script src="{source}" integrity="{loader().integrity}" crossorigin="anonymous" '
        f'data-clinic="{html.escape(slug, quote=True)}" data-lang="auto" async></script>'
    )


def pin_loader(folder: Path = PINNED) -> Path:
    """Keeps the loader as it is now in `folder`, for clinics whose snippet names it, and returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{loader().digest}.js"
    path.write_bytes(loader().content)
    return path
