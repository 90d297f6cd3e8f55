"""Reads a page as a person without a script meets it: its forms and buttons, links, headings and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx


@dataclass
class Form:
    """One form: where it goes, what it carries by itself, and its buttons as (name, value)."""

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class ReadPage(HTMLParser):
    """A page taken apart. `attributes` are those of the root element."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.html = response.text
        self.attributes: dict[str, str | None] = {}
        self.forms: list[Form] = []
        self.links: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.title = self.said = ""
        self._open: list[str] = []
        self._typed_into = ""
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        attributes = dict(attrs)
        self.tags.append(tag)
        self._open.append(tag)
        self.inline += [name for name in attributes if name == "style" or name.startswith("on")]
        if tag == "html":
            self.attributes = attributes
        elif tag == "a":
            self.links.append(attributes)
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        elif tag == "form":
            self.forms.append(Form(attributes["action"] or "", attributes["method"] or ""))
        elif tag == "input" and attributes.get("type") in ("checkbox", "radio"):
            if "checked" in attributes:
                self._add(attributes["name"] or "", attributes.get("value") or "")
        elif tag == "textarea" and attributes["name"] in self.forms[-1].fields:
            self._typed_into = attributes["name"] or ""
            before = self.forms[-1].fields[self._typed_into]
            self.forms[-1].fields[self._typed_into] = [*(before if isinstance(before, list) else [before]), ""]
        elif tag in ("input", "textarea"):
            self._typed_into = attributes["name"] or ""
            self.forms[-1].fields[self._typed_into] = attributes.get("value") or ""
        elif tag == "select":
            self._typed_into = attributes["name"] or ""
        elif tag == "option" and "selected" in attributes:
            self._add(self._typed_into, attributes.get("value") or "")
        elif tag == "button":
            self.forms[-1].buttons.append((attributes.get("name") or "", attributes.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Notes the end of an element."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Notes words, and what stands in a text field."""
        if self._open and self._open[-1] == "title":
            self.title += data
        elif self._open and self._open[-1] == "textarea":
            fields = self.forms[-1].fields
            if isinstance(fields[self._typed_into], list):
                fields[self._typed_into][-1] += data
            else:
                fields[self._typed_into] += data
        else:
            self.said += data

    def _add(self, name: str, value: str) -> None:
        """Notes what is chosen, of several."""
        self.forms[-1].fields[name] = [*self.forms[-1].fields.get(name, []), value]

    @property
    def key(self) -> str:
        """Returns the key of the conversation that the forms carry; all must carry the same."""
        key: str
        (key,) = {form.fields["conversation"] for form in self.forms}
        return key

    @property
    def question(self) -> Form:
        """Returns the form with the text field."""
        return next(form for form in self.forms if "text" in form.fields)

    @property
    def choices(self) -> list[str]:
        """Returns the values of all buttons that are choices."""
        return [value for form in self.forms for name, value in form.buttons if name == "choice"]


class Reader:
    """A person with a browser that runs nothing: opens pages, fills the form, presses buttons."""

    def __init__(self, visitor: Any) -> None:
        self.visitor = visitor
        self.headers: dict[str, str] = {}

    def open(self, path: str, status: int = 200) -> ReadPage:
        """Returns the page at this address."""
        response: httpx.Response = self.visitor.get(path, headers=self.headers)
        return read(response, status)

    def ask(self, page: ReadPage, text: str, status: int = 200) -> ReadPage:
        """Returns the page after the text was sent with the form of this one."""
        form = page.question
        return self._send(form.action, {**form.fields, "text": text}, status)

    def press(self, page: ReadPage, choice: str, status: int = 200) -> ReadPage:
        """Returns the page after this choice was pressed; the button must be there."""
        form = next(form for form in page.forms if ("choice", choice) in form.buttons)
        return self._send(form.action, {**form.fields, "choice": choice}, status)

    def _send(self, action: str, fields: dict[str, str], status: int) -> ReadPage:
        headers = {"Origin": "http://127.0.0.1:8000", **self.headers}
        return read(self.visitor.request("POST", action, data=fields, headers=headers), status)


def read(response: httpx.Response, status: int = 200) -> ReadPage:
    """Returns the page of a response, which must be a page with this status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return ReadPage(response)
