"""Made-up rulings, and made-up worlds: the real content with records added, changed or gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from faro.content.kinds import Record, Ruling
from faro.store.snapshot import Snapshot

Day = tuple[int, int, int]


def ruling(ruling_id: str, day: Day, **fields: Any) -> Ruling:
    """Returns an order of a made-up case that does nothing to any channel unless the fields say so."""
    blank: dict[str, Any] = {
        "id": ruling_id,
        "date": dt.date(*day),
        "date_note": None,
        "case": f"case-of-{ruling_id}",
        "court": None,
        "judges": [],
        "kind": "order",
        "channels": {},
        "lifts": [],
        "affirms": [],
        "checked_on": None,
        "verification": "read",
        "sources": [],
        "what": {"en": "A made-up ruling."},
        "note": None,
    }
    return Ruling.model_validate(blank | fields)


def record_of(made: Ruling) -> Record:
    """Returns the ruling as a published record."""
    return Record("ruling", made.id, made)


def without(snapshot: Snapshot, unwanted: Callable[[Record], bool]) -> Snapshot:
    """Returns the snapshot without the records that are unwanted."""
    kept = [record for record in snapshot.records if not unwanted(record)]
    return Snapshot.build(kept, snapshot.edition + 1, snapshot.built_at)


def with_records(snapshot: Snapshot, records: Sequence[Record]) -> Snapshot:
    """Returns the snapshot with the records added, each in place of the one with its kind, key and language."""
    replaced = {(record.kind, record.key, record.lang) for record in records}
    kept = [record for record in snapshot.records if (record.kind, record.key, record.lang) not in replaced]
    return Snapshot.build([*kept, *records], snapshot.edition + 1, snapshot.built_at)


def with_rulings(snapshot: Snapshot, rulings: Sequence[Ruling]) -> Snapshot:
    """Returns the snapshot with these rulings added."""
    return with_records(snapshot, [record_of(made) for made in rulings])


def only_kinds(snapshot: Snapshot, kinds: Collection[str]) -> Snapshot:
    """Returns the snapshot with nothing published but these kinds."""
    return without(snapshot, lambda record: record.kind not in kinds)
