"""The rulings: what follows from them today, which are in force, when each was last checked, and a new one."""

from __future__ import annotations

from starlette.responses import Response

from faro.answers.status import ruling_status, rulings_in_force
from faro.answers.status_sentences import channel_sentence
from faro.desk.visit import DeskRoute, Visit
from faro.store.reading import drafts, live_revisions
from faro.store.snapshot import FALLBACK_LANGUAGE

SHOWN_KINDS = frozenset({"ruling", "court", "case", "source"})


def rulings(visit: Visit) -> Response:
    """Answers `GET /rulings`."""
    snapshot, today = visit.desk.snapshot(), visit.now.date()
    status = ruling_status(snapshot.rulings, today, snapshot.ruling_review_days)
    with visit.desk.read() as session:
        live = live_revisions(session)
        waiting = [draft for draft in drafts(session) if draft.kind in SHOWN_KINDS]
    return visit.page(
        "rulings",
        channels=[
            (channel, channel_sentence(channel, snapshot, FALLBACK_LANGUAGE)) for channel in status.channels.values()
        ],
        standing={ruling.id for ruling in rulings_in_force(snapshot.rulings, today)},
        rulings=tuple(reversed(snapshot.rulings)),
        deciding={ruling.id for channel in status.channels.values() for ruling in channel.deciding},
        live={key: revision for (kind, key, _), revision in live.items() if kind == "ruling"},
        snapshot=snapshot,
        waiting=waiting,
        today=today,
    )


routes = (DeskRoute("/rulings", rulings, "volunteer"),)
