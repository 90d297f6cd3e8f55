"""Only what is on the closed list is filled in, from the facts of the day, and it is shown as it is written."""

from __future__ import annotations

import datetime as dt

import pytest

from faro.answers.compose import compose, scene_of
from faro.answers.placeholders import (
    Scene,
    UnknownPlaceholderError,
    escape,
    fill_placeholders,
    known_placeholders,
    placeholders_in,
    resolver,
)
from faro.answers.rendering import lay_out
from faro.content.kinds import Record
from faro.store.snapshot import Snapshot

from .made_up import with_records


@pytest.fixture
def scene(snapshot: Snapshot, now: dt.datetime) -> Scene:
    return scene_of(snapshot, "en", None, now)


def with_clinic_named(name: str, snapshot: Snapshot) -> Snapshot:
    clinic = snapshot.clinics["example-clinic"].model_copy(update={"name": name})
    return with_records(snapshot, [Record("clinic", clinic.slug, clinic)])


@pytest.mark.parametrize(
    "name",
    [
        "7*7",
        "''.__class__",
        "config",
        "fact",
        "fact.no_such_fact",
        "fact.records_disclosed.__class__",
        "ruling",
        "ruling.no-such-ruling.date",
        "ruling.ctr-stay",
        "ruling.ctr-stay.__class__",
        "ruling.mou-signed.court",
        "helpline.no_such_line",
        "helpline.migrawatch.note",
        "clinic.origins",
        "",
    ],
)
def test_what_is_not_on_the_list_is_an_error(name: str, scene: Scene) -> None:
    with pytest.raises(UnknownPlaceholderError):
        fill_placeholders("Before {{ " + name + " }} after.", scene)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fact.records_disclosed", "47,289"),
        ("fact.records_disclosed.date", "August 7, 2025"),
        ("ruling.ctr-stay.date", "November 21, 2025"),
        ("ruling.ctr-stay.court", "U.S. District Court for the District of Columbia"),
        ("ruling.ctr-stay.judges", "Colleen Kollar-Kotelly"),
        ("ruling.centro-dc-cir.judges", "Edwards, Srinivasan, and Millett"),
        ("ruling.ctr-stay.case", "Center for Taxpayer Rights v. IRS"),
        ("ruling.as_of", "September 8, 2026"),
        ("helpline.migrawatch.name", "United We Dream MigraWatch"),
        ("clinic.name", "a free tax clinic"),
    ],
)
def test_what_is_on_the_list_is_filled(name: str, value: str, scene: Scene) -> None:
    assert fill_placeholders("{{ " + name + " }}", scene) == value
    assert fill_placeholders("{{" + name + "}}", scene) == value


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
@pytest.mark.parametrize("clinic", [None, "example-clinic"])
def test_everything_offered_can_be_filled(lang: str, clinic: str | None, snapshot: Snapshot, now: dt.datetime) -> None:
    scene = scene_of(snapshot, lang, clinic, now)
    names = known_placeholders(snapshot)
    assert {"ruling.status", "fact.records_disclosed", "helpline.migrawatch", "clinic.contact"} <= set(names)
    empty = [name for name in names if not fill_placeholders("{{ " + name + " }}", scene).strip()]
    assert empty == []


def test_placeholders_are_found_in_order() -> None:
    assert placeholders_in("{{ b.c }} and {{a}}, { no } and {% no %}") == ["b.c", "a"]


def test_a_part_that_a_ruling_lacks_is_not_offered(snapshot: Snapshot) -> None:
    assert resolver("ruling.mou-signed.judges", snapshot) is None
    assert resolver("ruling.mou-signed.what", snapshot) is not None


@pytest.mark.parametrize(
    "value", ["*starred*", "_under_", "a \\ b", "`code`", "[link](x)", "<b>bold</b>", "a & b", "# title", "&lt;"]
)
def test_an_escaped_value_reads_as_it_was_written(value: str) -> None:
    message = lay_out(f"It is {escape(value)}.")
    assert message.text == f"It is {value}."
    assert "<b>" not in message.html
    assert "<em>" not in message.html
    assert "<strong>" not in message.html


@pytest.mark.parametrize("topic", ["address_exposure", "find_help"])
def test_a_clinics_name_brings_no_markup_in(topic: str, snapshot: Snapshot, now: dt.datetime) -> None:
    name = "Clinic *of* <script>alert(1)</script> {{ fact.records_disclosed }} {% raw %}"
    message = compose(with_clinic_named(name, snapshot), topic, "en", "example-clinic", now).messages[0]
    assert name in message.text
    assert "<script" not in message.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in message.html
    assert "<em>of</em>" not in message.html


def test_an_unverified_number_says_check_it_first(snapshot: Snapshot, scene: Scene) -> None:
    line = snapshot.helplines["migrawatch"]
    for check, said in ((True, True), (False, False)):
        changed = line.model_copy(update={"check_number": check, "verification": "read"})
        world = with_records(snapshot, [Record("helpline", line.key, changed)])
        filled = fill_placeholders("{{ helpline.migrawatch.phone }}", Scene(world, scene.status, scene.words, None))
        assert ("(check this number first)" in filled) is said
