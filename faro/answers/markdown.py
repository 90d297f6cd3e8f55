"""Limited Markdown to a safe subset of HTML, and to plain text for channels that show no markup."""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_TAGS = {"p", "ul", "li", "strong", "em", "h2", "br"}
PARSER = MarkdownIt("zero").enable(["emphasis", "list", "heading", "escape", "newline"])


def to_html(text: str) -> str:
    """Returns paragraphs, lists, headings and emphasis as HTML; every other tag and every attribute is gone."""
    return _html(PARSER.parse(text))


def to_plain(text: str) -> str:
    """Returns the same text without markup: paragraphs apart by an empty line, list items behind a dash."""
    return _plain(PARSER.parse(text))


def to_html_and_plain(text: str) -> tuple[str, str]:
    """Returns what `to_html` and `to_plain` return; reading the Markdown is most of their work, and is done once."""
    tokens = PARSER.parse(text)
    return _html(tokens), _plain(tokens)


def _html(tokens: Sequence[Token]) -> str:
    return nh3.clean(PARSER.renderer.render(tokens, PARSER.options, {}), tags=SAFE_TAGS, attributes={}).strip()


def _plain(tokens: Sequence[Token]) -> str:
    blocks: list[str] = []
    in_item = False
    previous_was_item = False
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            in_item = token.type == "list_item_open"
        elif token.type == "bullet_list_close":
            previous_was_item = False
        elif token.type == "inline":
            words = _inline_text(token)
            if in_item and previous_was_item:
                blocks[-1] += f"\n- {words}"
            else:
                blocks.append(f"- {words}" if in_item else words)
            previous_was_item = in_item
    return "\n\n".join(blocks)


def _inline_text(token: Token) -> str:
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or []
    )
