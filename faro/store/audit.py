"""The audit chain: every act is written down with the hash of the act before it, so that none can be changed unseen."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from faro.store.canonical import canonical_json, sha256
from faro.store.models import (
    AuditEvent,
    ChannelAct,
    Confirmation,
    Example,
    Publication,
    Revision,
    Training,
)
from faro.store.outside_models import OutsideOpinion

CHAIN_START = "0" * 64


@dataclass(frozen=True)
class BrokenEvent:
    """The first event that does not hold, and why; `event_id` is None for a row that no event speaks of."""

    event_id: int | None
    reason: str


def append_event(
    session: Session, *, at: dt.datetime, actor: str, action: str, subject: str, detail: dict[str, object]
) -> AuditEvent:
    """Returns the event, appended to the chain within the session's transaction; the detail holds no content."""
    previous = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)) or CHAIN_START
    event = AuditEvent(
        at=at.astimezone(dt.UTC),
        actor=actor,
        action=action,
        subject=subject,
        detail=canonical_json(detail),
        previous_hash=previous,
    )
    event.hash = _hash_of(event)
    session.add(event)
    session.flush()
    return event


def newest_event(session: Session) -> AuditEvent | None:
    """Returns the newest event; whoever keeps its hash elsewhere can tell later that none was cut off since."""
    return session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))


def verify_chain(session: Session) -> BrokenEvent | None:
    """Returns the first event that was changed, removed before, or whose text or publication was changed since.

    None when everything holds. The chain cannot tell that its newest events were cut off; keep the last hash
    somewhere else to notice that.
    """
    return next(_breaks(session), None)


def _breaks(session: Session) -> Iterator[BrokenEvent]:
    revisions = {
        row.id: (row.fields, row.sha256)
        for row in session.execute(select(Revision.id, Revision.fields, Revision.sha256))
    }
    publications = {
        row.id: (row.kind, row.revision_id, row.review_id)
        for row in session.execute(
            select(Publication.id, Publication.kind, Publication.revision_id, Publication.review_id)
        )
    }
    confirmations = {
        row.id: row.revision_id for row in session.execute(select(Confirmation.id, Confirmation.revision_id))
    }
    examples = {
        row.id: example_digest(row.act, row.intent, row.lang, row.text)
        for row in session.execute(select(Example.id, Example.act, Example.intent, Example.lang, Example.text))
    }
    trainings = {row.id: row.examples for row in session.execute(select(Training.id, Training.examples))}
    told_revisions, told_publications, told_confirmations = set(), set(), set()
    told_examples, told_trainings = set(), set()
    told_acts, told_opinions = set(), set()
    acts = {row.id: row.act for row in session.execute(select(ChannelAct.id, ChannelAct.act))}
    opinions = {
        row.id: (row.revision_id, row.verdict, sha256(f"{row.name}\n{row.comment}"))
        for row in session.execute(
            select(
                OutsideOpinion.id,
                OutsideOpinion.revision_id,
                OutsideOpinion.verdict,
                OutsideOpinion.name,
                OutsideOpinion.comment,
            )
        )
    }
    previous = CHAIN_START
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id)):
        if event.previous_hash != previous:
            yield BrokenEvent(event.id, "the event before it is missing")
        if event.hash != _hash_of(event):
            yield BrokenEvent(event.id, "the event was changed")
        previous = event.hash
        detail = json.loads(event.detail)
        if event.action == "revise":
            told_revisions.add(detail["revision"])
            text, digest = revisions.get(detail["revision"], ("", ""))
            if not digest == sha256(text) == detail["sha256"]:
                yield BrokenEvent(event.id, f"revision {detail['revision']} is not the text that was written")
        if event.action == "publish":
            told_publications.add(detail["publication"])
            published = (detail["kind"], detail["revision"], detail["review"])
            if publications.get(detail["publication"]) != published:
                yield BrokenEvent(event.id, f"publication {detail['publication']} is not what was published")
        if event.action == "confirm":
            told_confirmations.add(detail["confirmation"])
            if confirmations.get(detail["confirmation"]) != detail["revision"]:
                yield BrokenEvent(event.id, f"confirmation {detail['confirmation']} is not of what was confirmed")
        if event.action in ("teach", "unteach"):
            told_examples.add(detail["example"])
            if examples.get(detail["example"]) != detail["sha256"]:
                yield BrokenEvent(event.id, f"example {detail['example']} is not what was taught")
        if event.action == "train":
            told_trainings.add(detail["training"])
            if trainings.get(detail["training"]) != canonical_json(detail["examples"]):
                yield BrokenEvent(event.id, f"training {detail['training']} is not of what was learnt")
        if "channel_act" in detail:
            told_acts.add(detail["channel_act"])
            if acts.get(detail["channel_act"]) != event.action:
                yield BrokenEvent(event.id, f"channel act {detail['channel_act']} is not what was done")
        if event.action == "outside opinion":
            told_opinions.add(detail["opinion"])
            said = (detail["revision"], detail["verdict"], detail["sha256"])
            if opinions.get(detail["opinion"]) != said:
                yield BrokenEvent(event.id, f"opinion {detail['opinion']} is not what was said")
    told: tuple[tuple[str, set[int], set[int]], ...] = (
        ("revision", set(revisions), told_revisions),
        ("publication", set(publications), told_publications),
        ("confirmation", set(confirmations), told_confirmations),
        ("example", set(examples), told_examples),
        ("training", set(trainings), told_trainings),
        ("channel act", set(acts), told_acts),
        ("opinion", set(opinions), told_opinions),
    )
    for name, known, told_ids in told:
        for untold in sorted(known - told_ids):
            yield BrokenEvent(None, f"{name} {untold} was written past the audit chain")


def example_digest(act: str, intent: str, lang: str, text: str) -> str:
    """Returns the hash by which the chain knows what was taught, or taken back."""
    return sha256(canonical_json([act, intent, lang, text]))


def _hash_of(event: AuditEvent) -> str:
    return sha256(
        canonical_json(
            [
                event.previous_hash,
                event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
                event.actor,
                event.action,
                event.subject,
                event.detail,
            ]
        )
    )
