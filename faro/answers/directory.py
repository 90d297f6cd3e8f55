"""Finds the clinics of the directory that fit: the embedding one first, then those of the place, then national ones."""

from __future__ import annotations

from faro.content.kinds import Clinic
from faro.store.snapshot import Snapshot


def find_clinics(
    snapshot: Snapshot, state: str | None = None, zip_code: str | None = None, lang: str | None = None
) -> tuple[Clinic, ...]:
    """Returns the clinics that serve the state or ZIP code, those that speak `lang` first, and the national ones last.

    Without a place all are returned. `state` is a two-letter code in capitals, `zip_code` five digits.
    """
    fitting = [clinic for clinic in snapshot.clinics.values() if _serves(clinic, state, zip_code)]
    return tuple(sorted(fitting, key=lambda c: (not c.states, lang not in c.languages, c.name)))


def _serves(clinic: Clinic, state: str | None, zip_code: str | None) -> bool:
    if not clinic.states and not clinic.zips:
        return True
    if state is None and zip_code is None:
        return True
    return (state in clinic.states) or (zip_code in clinic.zips)
