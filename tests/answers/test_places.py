"""Places: the state of a ZIP code, what states are called, and which clinics serve where somebody lives."""

from __future__ import annotations

from typing import Any

import pytest

from faro.answers.compose import compose
from faro.answers.directory import clinics_to_show, find_clinics
from faro.answers.follow_ups import follow_up_table
from faro.answers.places import Place, place_name, place_of, state_names, state_of_zip
from faro.answers.words import Words
from faro.content.kinds import Clinic, Record
from faro.store.snapshot import Snapshot
from tests.answers.made_up import with_records
from tests.conftest import NOW

LANGUAGES = ("en", "es", "pt", "ht", "zh", "vi", "ko", "ru", "ar", "tl", "fr")


@pytest.mark.parametrize(
    ("zip_code", "state"),
    [
        ("77002", "TX"),
        ("10001", "NY"),
        ("90011", "CA"),
        ("02148", "MA"),
        ("00601", "PR"),
        ("20001", "DC"),
        ("20101", "VA"),
        ("79936", "TX"),
        ("88510", "TX"),
        ("87101", "NM"),
        ("99501", "AK"),
        ("96701", "HI"),
        ("00100", None),
        ("09012", None),
        ("99999", "AK"),
    ],
)
def test_the_first_digits_of_a_zip_code_tell_the_state(zip_code: str, state: str | None) -> None:
    assert state_of_zip(zip_code) == state


def test_every_state_has_zip_codes_and_no_others_do() -> None:
    found = {state_of_zip(f"{prefix:03}00") for prefix in range(1000)} - {None}
    assert found == set(state_names())
    assert len(found) == 52


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_a_name_in_every_language(lang: str, snapshot: Snapshot) -> None:
    names = {place_name(Place((code,)), Words(snapshot, lang)) for code in state_names()}
    assert len(names) == 52
    assert all(names)


def test_a_place_is_what_was_named_and_the_state_of_its_zip_code() -> None:
    assert place_of(["WA DC", "wa"], "77002") == Place(("WA", "DC", "TX"), "77002")
    assert not place_of().known


def clinic(slug: str, **fields: Any) -> Record:
    blank: dict[str, Any] = {
        "slug": slug,
        "name": slug,
        "kind": "litc",
        "example": False,
        "phone": None,
        "url": None,
        "hours": {},
        "languages": ["en"],
        "states": ["TX"],
        "zips": [],
        "origins": [],
        "colour": "#1d4e89",
        "verification": "read",
        "sources": [],
        "note": None,
    }
    return Record("clinic", slug, Clinic.model_validate(blank | fields))


@pytest.fixture
def directory(snapshot: Snapshot) -> Snapshot:
    made_up = [
        clinic("a-english"),
        clinic("b-creole", languages=["ht"]),
        clinic("c-names-the-zip", zips=["77002"]),
        clinic("d-zip-only", states=[], zips=["77002"]),
        clinic("e-elsewhere", states=["FL"]),
        clinic("f-two-states", states=["NM", "TX"]),
    ]
    return with_records(snapshot, made_up)


def slugs(found: tuple[Clinic, ...]) -> list[str]:
    return [one.slug for one in found]


def test_clinics_come_by_zip_code_then_language_then_name_and_national_ones_last(directory: Snapshot) -> None:
    found = find_clinics(directory, place_of([], "77002"), "ht")
    local = [one.slug for one in found if one.states or one.zips]
    assert local == ["c-names-the-zip", "d-zip-only", "b-creole", "a-english", "example-clinic", "f-two-states"]
    assert [one.kind for one in found[len(local) :]] == ["national"] * 4


def test_a_state_and_its_zip_code_find_the_same_clinics(directory: Snapshot) -> None:
    by_state = set(slugs(find_clinics(directory, place_of(["TX"]))))
    by_zip = set(slugs(find_clinics(directory, place_of([], "79936"))))
    assert by_state == by_zip
    assert "e-elsewhere" not in by_state


def test_without_a_place_the_directory_is_whole_but_an_answer_lists_national_contacts_only(directory: Snapshot) -> None:
    assert len(find_clinics(directory)) == len(directory.clinics)
    local, national = clinics_to_show(directory, Place(), "en", None)
    assert local == ()
    assert len(national) == 4


def test_an_answer_never_lists_an_invented_clinic(directory: Snapshot) -> None:
    local, _ = clinics_to_show(directory, place_of(["TX"]), "en", None)
    assert "example-clinic" not in slugs(local)
    own = directory.clinics["a-english"]
    assert "a-english" not in slugs(clinics_to_show(directory, place_of(["TX"]), "en", own)[0])


def test_the_list_of_the_answer_about_help_follows_the_place(directory: Snapshot) -> None:
    nowhere = compose(directory, "find_help", "en", None, NOW).messages[0].text
    florida = compose(directory, "find_help", "en", None, NOW, place=place_of(["FL"])).messages[0].text
    assert "e-elsewhere" not in nowhere
    assert "e-elsewhere" in florida
    assert "a-english" not in florida


def test_the_table_of_follow_ups_names_topics_and_groups_that_exist(snapshot: Snapshot) -> None:
    groups = {topic.group for topic in snapshot.topics.values()}
    for table in follow_up_table().values():
        assert set(table) == {"after", "group", "otherwise", "alone"}
        assert set(table["after"]) <= set(snapshot.topics)
        assert set(table["group"]) <= groups
        for topics in [*table["after"].values(), *table["group"].values(), table["otherwise"], table["alone"]]:
            assert set(topics) <= set(snapshot.topics)
        assert table["alone"]
