"""The limited Markdown: a few tags, and everything else shown as text."""

from __future__ import annotations

import pytest

from faro.answers.markdown import to_html, to_plain


@pytest.mark.parametrize(
    ("written", "html", "plain"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>", "One.\n\nTwo."),
        ("**Bold** and *soft*", "<p><strong>Bold</strong> and <em>soft</em></p>", "Bold and soft"),
        ("## A heading\n\nText", "<h2>A heading</h2>\n<p>Text</p>", "A heading\n\nText"),
        ("- one\n- **two**", "<ul>\n<li>one</li>\n<li><strong>two</strong></li>\n</ul>", "- one\n- two"),
        ("- one\n\nText\n\n- two", None, "- one\n\nText\n\n- two"),
        ("one\ntwo", "<p>one\ntwo</p>", "one\ntwo"),
        ("\\*kept\\*", "<p>*kept*</p>", "*kept*"),
        ("", "", ""),
    ],
)
def test_what_is_allowed(written: str, html: str | None, plain: str) -> None:
    assert html is None or to_html(written) == html
    assert to_plain(written) == plain


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<p onclick="x()">hi</p>',
        "[press](javascript:alert(1))",
        "![picture](https://x.example/a.png)",
        "<https://x.example>",
        "<a href='https://x.example'>press</a>",
    ],
)
def test_what_is_not_allowed_is_shown_as_text(written: str) -> None:
    html = to_html(written)
    assert html.startswith("<p>")
    assert html.count("<") == 2
    assert to_plain(written) == written


def test_no_title_of_another_level_gets_through() -> None:
    assert to_html("# Big") == "Big"
