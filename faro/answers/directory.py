"""Finds the clinics of the directory that fit a place and a language: those of the place first, national ones last."""

from __future__ import annotations

from faro.answers.places import NOWHERE, Place
from faro.content.kinds import Clinic
from faro.store.snapshot import Snapshot

LOCAL_SHOWN = 6
NATIONAL_SHOWN = 4


def find_clinics(snapshot: Snapshot, place: Place = NOWHERE, lang: str | None = None) -> tuple[Clinic, ...]:
    """Returns the clinics that serve the place, those that speak `lang` first, and the national ones last.

    A clinic that names the ZIP code itself comes before all others. Without a place all clinics are returned.
    """
    fitting = [clinic for clinic in snapshot.clinics.values() if _serves(clinic, place)]
    return tuple(sorted(fitting, key=lambda clinic: _order(clinic, place, lang)))


def clinics_to_show(
    snapshot: Snapshot, place: Place, lang: str, own: Clinic | None
) -> tuple[tuple[Clinic, ...], tuple[Clinic, ...]]:
    """Returns the few clinics of the place and the few national ones that an answer lists.

    The embedding clinic (`own`) is listed by itself, and invented examples never are. Without a place there are no
    local ones: somebody in one state is not helped by a clinic in another.
    """
    found = [c for c in find_clinics(snapshot, place, lang) if not c.example and (own is None or c.slug != own.slug)]
    local = [clinic for clinic in found if not is_national(clinic)] if place.known else []
    return tuple(local[:LOCAL_SHOWN]), tuple([clinic for clinic in found if is_national(clinic)][:NATIONAL_SHOWN])


def is_national(clinic: Clinic) -> bool:
    """Returns whether the clinic helps people everywhere."""
    return not clinic.states and not clinic.zips


def _serves(clinic: Clinic, place: Place) -> bool:
    if is_national(clinic) or not place.known:
        return True
    return place.zip_code in clinic.zips or any(state in clinic.states for state in place.states)


def _order(clinic: Clinic, place: Place, lang: str | None) -> tuple[bool, bool, bool, str]:
    names_zip = place.zip_code is not None and place.zip_code in clinic.zips
    return is_national(clinic), not names_zip, lang not in clinic.languages, clinic.name.casefold()
