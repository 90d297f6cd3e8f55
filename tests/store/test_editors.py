"""Two editors and two reviewers in any order: no word is lost, and nothing is live that two people did not agree to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, event, func, select

from faro.content.kinds import AnswerText
from faro.store.audit import verify_chain
from faro.store.database import read_session, write_session
from faro.store.editing import save_edit
from faro.store.errors import EditedMeanwhileError, NotPublishedError, RoleError, SelfReviewError, StoreError
from faro.store.models import AuditEvent, Document, Person, Publication, Review, Revision
from faro.store.reading import edition, published_records
from faro.store.writing import publish, restore, review_revision, take_down

from .conftest import People
from .sample import NOW, answer

LANG = "en"
anybody = st.sampled_from(["ana", "ben", "rosa", "sam"])


class Crash(BaseException):
    """The process ends here, as far as the code that is tested can tell."""


def machine(engine: Engine, people: People) -> type[RuleBasedStateMachine]:
    """Returns the machine: each one over a text of its own, with a plain list beside the store to compare it with."""
    numbers = count()

    class Editors(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.key = f"text_{next(numbers)}"
            self.seen: dict[str, int | None] = {}
            self.written: list[tuple[int, str, str]] = []
            self.approvals: dict[int, list[tuple[int, str]]] = {}
            self.agreed: set[int] = set()
            self.ever_live: list[int] = []
            self.live: int | None = None

        @property
        def newest(self) -> int | None:
            return self.written[-1][0] if self.written else None

        def editors(self) -> set[str]:
            """Returns who has written since something was live last."""
            last = max(self.ever_live, default=0)
            return {author for revision, author, _ in self.written if revision > last}

        def do(self, act: Callable[..., Any], **given: Any) -> Any:
            with write_session(engine) as session:
                return act(session, now=NOW, **given)

        @rule(who=anybody)
        def open_the_text(self, who: str) -> None:
            self.seen[who] = self.newest

        @precondition(lambda self: self.seen)
        @rule(who=anybody)
        def save(self, who: str) -> None:
            if who not in self.seen:
                return
            body = f"{who} wrote this, number {len(self.written)}."
            given = {
                **{"kind": "answer", "key": self.key, "lang": LANG, "fields": answer(body)},
                **{"base_id": self.seen[who], "author": getattr(people, who)},
            }
            if self.seen[who] != self.newest:
                with pytest.raises(EditedMeanwhileError):
                    self.do(save_edit, **given)
                return
            self.written.append((self.do(save_edit, **given).id, who, body))
            self.seen[who] = self.newest

        @precondition(lambda self: self.newest)
        @rule(who=anybody, verdict=st.sampled_from(["approve", "approve", "reject"]))
        def review(self, who: str, verdict: Any) -> None:
            newest = self.newest
            assert newest is not None
            own = who == self.written[-1][1] or (verdict == "approve" and who in self.editors())
            given = {"revision_id": newest, "reviewer": getattr(people, who), "verdict": verdict}
            if own or who in ("ana", "ben"):
                with pytest.raises(SelfReviewError if own else RoleError):
                    self.do(review_revision, **given)
                return
            review = self.do(review_revision, **given)
            if verdict == "approve":
                self.approvals.setdefault(newest, []).append((review.id, who))
            else:
                self.approvals[newest] = []

        @precondition(lambda self: self.approvals)
        @rule(who=anybody, data=st.data())
        def put_live(self, who: str, data: st.DataObject) -> None:
            revision = data.draw(st.sampled_from(sorted(self.approvals)))
            standing = self.approvals[revision]
            review = standing[-1][0] if standing else 1_000_000
            given = {"revision_id": revision, "review_id": review, "by": getattr(people, who)}
            if revision != self.newest or not standing:
                with pytest.raises(StoreError):
                    self.do(publish, **given)
                return
            self.do(publish, **given)
            # An approval puts a text up once.
            self.approvals[revision] = standing[:-1]
            self.agreed.add(revision)
            self.ever_live.append(revision)
            self.live = revision

        @precondition(lambda self: self.newest)
        @rule(who=anybody)
        def take_it_down(self, who: str) -> None:
            given = {"kind": "answer", "key": self.key, "lang": LANG, "by": getattr(people, who), "reason": "wrong"}
            if self.live is None:
                with pytest.raises(NotPublishedError):
                    self.do(take_down, **given)
                return
            self.do(take_down, **given)
            self.live = None

        @precondition(lambda self: self.newest)
        @rule(who=anybody, data=st.data())
        def bring_back(self, who: str, data: st.DataObject) -> None:
            revision = data.draw(st.sampled_from([written[0] for written in self.written]))
            given = {"kind": "answer", "key": self.key, "lang": LANG, "by": getattr(people, who), "reason": "better"}
            if revision not in self.ever_live or revision == self.live:
                with pytest.raises(StoreError):
                    self.do(restore, revision_id=revision, **given)
                return
            self.do(restore, revision_id=revision, **given)
            self.live = revision

        @invariant()
        def no_word_is_lost(self) -> None:
            with read_session(engine) as session:
                kept = session.execute(
                    select(Revision.id, Person.name, Revision.fields)
                    .join(Person, Person.id == Revision.author_id)
                    .join(Document, Document.id == Revision.document_id)
                    .where(Document.key == self.key)
                    .order_by(Revision.number)
                ).all()
            found = [(revision, name, AnswerText.model_validate_json(fields).body) for revision, name, fields in kept]
            assert found == self.written

        @invariant()
        def only_what_two_people_agreed_to_is_live(self) -> None:
            with read_session(engine) as session:
                records = [record for record in published_records(session) if record.key == self.key]
            if self.live is None:
                assert records == []
                return
            (record,) = records
            body = next(body for revision, _, body in self.written if revision == self.live)
            assert isinstance(record.fields, AnswerText)
            assert record.fields.body == body
            assert record.reviewed
            assert self.live in self.agreed

    return Editors


def test_editors_in_any_order(engine: Engine, people: People) -> None:
    run_state_machine_as_test(
        machine(engine, people), settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
    with read_session(engine) as session:
        assert verify_chain(session) is None


@contextmanager
def crash_at(engine: Engine, step: int) -> Iterator[list[str]]:
    """Ends everything just before statement number `step`; the commit is the last. Gives what was done until then."""
    done: list[str] = []

    def one_more(name: str) -> None:
        if len(done) == step:
            raise Crash
        done.append(name)

    def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        one_more(text)

    def commit(_connection: Any) -> None:
        one_more("COMMIT")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield done
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def state(engine: Engine) -> tuple[Any, ...]:
    """Returns what publishing changes."""
    with read_session(engine) as session:
        assert verify_chain(session) is None
        rows = [session.scalar(select(func.count()).select_from(table)) for table in (Review, Publication, AuditEvent)]
        return (edition(session), *rows, [record.fields for record in published_records(session)])


def test_crash_at_any_step_of_publishing_leaves_all_or_nothing(engine: Engine, people: People) -> None:
    with write_session(engine) as session:
        draft = save_edit(
            session,
            kind="answer",
            key="a_letter",
            lang=LANG,
            fields=answer("New."),
            base_id=None,
            author=people.ana,
            now=NOW,
        )

    def approve_and_publish() -> None:
        with write_session(engine) as session:
            review = review_revision(session, revision_id=draft.id, reviewer=people.rosa, verdict="approve", now=NOW)
            publish(session, revision_id=draft.id, review_id=review.id, by=people.rosa, now=NOW)

    before = state(engine)
    for step in count():
        with crash_at(engine, step) as done:
            try:
                approve_and_publish()
            except Crash:
                crashed = True
            else:
                crashed = False
        if not crashed:
            break
        assert state(engine) == before, done
    assert done[-1] == "COMMIT"
    writes = [text.split()[2] for text in done if text.startswith("INSERT")]
    assert writes == ["review", "audit_event", "publication", "audit_event"]
    edition_now, reviews, publications, events, live = state(engine)
    # PostgreSQL does not take a number back that was given to what crashed: an edition grows, by one or more.
    assert edition_now > before[0]
    assert (reviews - before[1], publications - before[2], events - before[3]) == (1, 1, 2)
    assert live == [answer("New.")]
