"""Every setting is read from its variable, a bad value is named, and the document leaves none out."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from faro.settings import ROOT, SettingError, Settings, read_settings

NAMES = [field.name for field in fields(Settings)]
GIVEN: dict[str, tuple[str, Any]] = {
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("9000", 9000),
    "public_origin": ("https://faro.example.org", "https://faro.example.org"),
    "engine_port": ("9005", 9005),
    "actions_port": ("9055", 9055),
    "store_url": ("postgresql://faro@db/faro", "postgresql://faro@db/faro"),
    "data_dir": ("/srv/data", Path("/srv/data")),
    "models_dir": ("/srv/models", Path("/srv/models")),
    "state_dir": ("/srv/state", Path("/srv/state")),
    "ruling_review_days": ("3", 3),
    "answer_review_days": ("30", 30),
    "idle_minutes": ("0.5", 0.5),
    "max_minutes": ("90", 90.0),
    "max_conversations": ("7", 7),
    "engine_timeout_seconds": ("1.5", 1.5),
    "engine_queue": ("4", 4),
    "rate_limits": ("OFF", False),
    "messages_per_minute": ("5", 5),
    "network_messages_per_minute": ("50", 50),
    "max_connections": ("100", 100),
    "trusted_proxies": ("10.0.0.5, 10.1.0.0/16,::1", ("10.0.0.5/32", "10.1.0.0/16", "::1/128")),
    "probe_seconds": ("0.2", 0.2),
    "counts": ("off", False),
    "exit_page": ("https://example.org/weather", "https://example.org/weather"),
    "desk": ("off", False),
    "desk_host": ("0.0.0.0", "0.0.0.0"),
    "desk_port": ("9010", 9010),
    "desk_origin": ("https://desk.example.org", "https://desk.example.org"),
    "desk_idle_minutes": ("15", 15.0),
    "desk_max_hours": ("8", 8.0),
    "desk_attempts_per_minute": ("5", 5),
    "demo": ("on", True),
    "demo_port": ("9020", 9020),
}


@pytest.mark.parametrize("name", NAMES)
def test_setting_is_read_from_its_variable(name: str) -> None:
    given, value = GIVEN[name]
    default = getattr(Settings(), name)

    settings = read_settings({f"FARO_{name.upper()}": f" {given} "})

    assert getattr(settings, name) == value != default
    assert type(getattr(settings, name)) is type(value)
    assert {other: getattr(settings, other) for other in NAMES if other != name} == {
        other: getattr(Settings(), other) for other in NAMES if other != name
    }


def test_nothing_set_means_the_defaults() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({f"FARO_{name.upper()}": "  " for name in NAMES}) == Settings()


WRONG = {
    int: ["x", "1.5", "0", "-1", "1e3", "٣x", "nan"],
    float: ["x", "0", "-0.1", "nan", "inf", "-inf", "1,5"],
    bool: ["yes", "1", "true", "onn"],
}


@pytest.mark.parametrize(
    ("name", "given"),
    [(field.name, given) for field in fields(Settings) for given in WRONG.get(type(field.default), [])],
)
def test_bad_value_is_named_with_its_variable_and_what_it_takes(name: str, given: str) -> None:
    with pytest.raises(SettingError) as error:
        read_settings({f"FARO_{name.upper()}": given})

    assert f"FARO_{name.upper()} is “{given}”; it takes" in str(error.value)


@pytest.mark.parametrize("name", ["port", "engine_port", "actions_port", "desk_port", "demo_port"])
def test_port_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match="65535"):
        read_settings({f"FARO_{name.upper()}": "70000"})


def test_engine_and_actions_are_always_on_loopback() -> None:
    settings = Settings(host="0.0.0.0", engine_port=1, actions_port=2)

    assert settings.engine_url == "http://127.0.0.1:1"
    assert settings.actions_url == "http://127.0.0.1:2/webhook"


def test_own_origins_are_exact() -> None:
    settings = Settings(port=8000, public_origin="https://faro.example.org/")

    assert settings.own_origins == {"http://127.0.0.1:8000", "http://localhost:8000", "https://faro.example.org"}
    assert "" not in Settings().own_origins


def test_document_has_a_heading_a_default_and_words_for_every_setting() -> None:
    document = (ROOT / "docs" / "settings.md").read_text("utf-8")
    sections = dict(re.findall(r"^### `(FARO_[A-Z_]+)`\n(.*?)(?=^#|\Z)", document, re.MULTILINE | re.DOTALL))

    assert set(sections) == {f"FARO_{name.upper()}" for name in NAMES}
    for field in fields(Settings):
        section = " ".join(sections[f"FARO_{field.name.upper()}"].split())
        assert "Default: " in section
        if isinstance(field.default, bool):
            assert f"Default: `{'on' if field.default else 'off'}`" in section
        elif isinstance(field.default, int | float):
            assert f"Default: `{field.default:g}`" in section
