"""Clinics at the desk: written down by one person, shown to everybody when a second one agrees."""

from __future__ import annotations

from typing import Any

import pytest

from faro.desk.desk import Desk

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
