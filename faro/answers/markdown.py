"""Limited Markdown to a safe subset of HTML, and to plain text for channels that show no markup."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_TAGS = {"p", "ul", "li", "strong", "em", "h2", "br"}
PARSER = MarkdownIt("zero").enable(["emphasis", "list", "heading", "escape", "newline"])


def to_html(text: str) -> str:
    """Returns paragraphs, lists, headings and emphasis as HTML; every other tag and every attribute is gone."""
    return nh3.clean(PARSER.render(text), tags=SAFE_TAGS, attributes={}).strip()


def to_plain(text: str) -> str:
    """Returns the same text without markup: paragraphs apart by an empty line, list items behind a dash."""
    blocks: list[str] = []
    in_item = False
    previous_was_item = False
    for token in PARSER.parse(text):
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
