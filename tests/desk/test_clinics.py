"""Clinics at the desk: written down by one person, shown to everybody when a second one agrees."""

from __future__ import annotations

from typing import Any

import pytest

from faro.desk.desk import Desk
from faro.store.previews import previewed

from .colleague import Colleague
from .test_entries import write

CLINIC: dict[str, Any] = {
    "name": "Clínica Inventada",
    "kind": "litc",
    "phone": "1-555-010-0199",
    "url": "https://clinic.example.org",
    "hours.en": "Monday to Friday, 9 to 5",
    "hours.es": "De lunes a viernes, de 9 a 5",
    "languages": ["en", "es"],
    "states": "tx, nm",
    "zips": "79901 79902",
    "origins": "https://clinic.example.org\nhttps://www.clinic.example.org",
    "colour": "#1D4E89",
    "verification": "unconfirmed",
}


def test_new_clinic_is_in_the_directory_with_its_line_when_a_second_person_agrees(
    desk: Desk, ana: Colleague, rosa: Colleague
) -> None:
    write(ana, "/write/clinic", **CLINIC)
    path = ana.path
    assert "clinica-inventada" in ana.open("/clinics").said
    assert "clinica-inventada" not in desk.snapshot().clinics
    rosa.open(path)
    rosa.press(f"{path}/review", "verdict", "publish")
    clinic = desk.snapshot().clinics["clinica-inventada"]
    assert (clinic.states, clinic.zips) == (["TX", "NM"], ["79901", "79902"])
    assert clinic.origins == ["https://clinic.example.org", "https://www.clinic.example.org"]
    assert 'data-clinic="clinica-inventada"' in ana.open("/clinics").said


@pytest.mark.parametrize(
    "origins",
    ["https://clinic.example.org/", "https://*.example.org", "http://clinic.example.org", "https://xn--clinc-7va.org"],
)
def test_website_that_is_no_exact_origin_is_refused_in_words(ana: Colleague, origins: str) -> None:
    write(ana, "/write/clinic", 422, **{**CLINIC, "origins": origins})
    assert "Write the exact address of the site" in ana.page.said
    assert origins in ana.page.html


def look(who: Colleague, form: str, action: str, **fields: Any) -> str:
    """Returns what the form's script is told: where the chat is shown, empty where it is not."""
    who.open(form)
    sent = {**who.form(form).fields, **fields}
    response = who.client.post(action, data=sent, headers={"Origin": who.desk.origin.text})
    assert response.status_code == 200
    return str(response.json()["link"])


def test_chat_of_a_clinic_is_shown_while_its_form_is_filled_in(desk: Desk, ana: Colleague) -> None:
    before = desk.snapshot().edition
    assert look(ana, "/write/clinic", "/clinics/look", **CLINIC).startswith("http://127.0.0.1:8000/preview/")
    assert look(ana, "/write/clinic", "/clinics/look", **{**CLINIC, "name": ""}) == ""
    path = "/write/clinic/example-clinic"
    token = look(ana, path, f"{path}/look", name="Another Name").rpartition("/")[2]
    with desk.read() as session:
        record = previewed(session, token, desk.now())
    assert record is not None
    assert (record.key, getattr(record.fields, "name", "")) == ("example-clinic", "Another Name")
    assert desk.snapshot().edition == before


def test_form_of_another_kind_shows_no_chat(ana: Colleague) -> None:
    ana.open("/write/court")
    assert "iframe" not in ana.page.tags
