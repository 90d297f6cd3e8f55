"""Lays a message out with the Jinja2 templates in `templates/answers/`, once as HTML and once as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from faro.answers.markdown import to_html_and_plain
from faro.answers.reply import Choice, Message, SourceLink

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment() -> Environment:
    """Returns the one template environment: HTML escaped, an undefined name an error, nothing looked up twice."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,
    )


def lay_out(
    body: str,
    *,
    notices: Sequence[str] = (),
    stale: str = "",
    footer: Sequence[str] = (),
    choices: Sequence[Choice] = (),
    sources: Sequence[SourceLink] = (),
) -> Message:
    """Returns the message whose body is this Markdown (placeholders already filled), with the lines around it."""
    around = {"notices": list(notices), "stale": stale, "footer": list(footer)}
    marked_up, plain = to_html_and_plain(body)
    # nh3 has cleaned the HTML of the body: it is the one thing that the template does not escape again.
    html = environment().get_template("answers/message.html").render(body=Markup(marked_up), **around)  # noqa: S704
    text = environment().get_template("answers/message.txt").render(body=plain, **around)
    return Message(text.strip(), html.strip(), tuple(choices), tuple(sources))
