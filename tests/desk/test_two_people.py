"""Two people put a text up, one takes it down; on no path can somebody approve what they wrote."""

from __future__ import annotations

from typing import Any

import pytest

from faro.content.kinds import AnswerText
from faro.desk.desk import Desk
from faro.store.reading import find_document, newest_publication
from faro.store.writing import save_revision

from .colleague import Colleague

TOPIC = "itin_what"
PAGE = f"/texts/answer/{TOPIC}"
BETTER = "A number for taxes, and nothing else."
REVIEW = {"verdict": "publish", "note": ""}


def draft_of(who: Colleague, desk: Desk, **changes: Any) -> int:
    """Returns the id of a draft of the English answer that this person has written."""
    text = desk.snapshot().answers[TOPIC, "en"].text
    assert who.person is not None
    with desk.write() as session:
        return save_revision(
            session,
            kind="answer",
            key=TOPIC,
            lang="en",
            fields=text.model_copy(update={"short": BETTER, **changes}),
            author=who.person,
            now=desk.now(),
            note="Clearer",
        ).id


def live_text(desk: Desk) -> AnswerText | None:
    answer = desk.snapshot().answers.get((TOPIC, "en"))
    return answer.text if answer else None


def short(desk: Desk) -> str:
    text = live_text(desk)
    assert text is not None
    return text.short


def address(revision: int) -> str:
    return f"/revisions/{revision}"


def test_reviewer_sees_the_exact_change_and_puts_it_up_in_one_click(
    desk: Desk, ana: Colleague, rosa: Colleague
) -> None:
    draft = draft_of(ana, desk)
    page = rosa.open(address(draft))
    assert "Waits for a review" in page.said
    assert "Nothing against it" in page.said
    assert "ins" in page.tags
    assert "del" in page.tags

    rosa.press(f"{address(draft)}/review", "verdict", "publish", note="Good.")
    assert "live now" in rosa.page.said
    assert short(desk) == BETTER
    assert desk.snapshot().answers[TOPIC, "en"].reviewed


def test_approval_waits_until_somebody_publishes(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    draft = draft_of(ana, desk)
    rosa.open(address(draft))
    rosa.press(f"{address(draft)}/review", "verdict", "approve")
    assert short(desk) != BETTER
    ana.open(address(draft))
    ana.send(f"{address(draft)}/publish")
    assert short(desk) == BETTER


@pytest.mark.parametrize("verdict", ["approve", "publish", "reject"])
@pytest.mark.parametrize("role", ["volunteer", "reviewer", "admin"])
def test_nobody_judges_what_they_wrote_by_form_or_by_their_own_post(
    desk: Desk, make_colleague: Any, verdict: str, role: str
) -> None:
    author = make_colleague("Wanda", role)
    draft = draft_of(author, desk)
    page = author.open(address(draft))
    assert "somebody else has to review it" in page.said
    assert f"{address(draft)}/review" not in [form.action for form in page.forms]
    author.post(f"{address(draft)}/review", 409, verdict=verdict, note="Fine.")
    assert "You wrote or edited this text" in author.page.said
    assert short(desk) != BETTER


def test_whoever_edited_it_does_not_approve_it_either(
    desk: Desk, ana: Colleague, rosa: Colleague, sam: Colleague
) -> None:
    draft_of(rosa, desk)
    draft = draft_of(ana, desk, short="A number, for taxes alone.")
    rosa.post(f"{address(draft)}/review", 409, **REVIEW)
    assert "You wrote or edited this text" in rosa.page.said
    sam.post(f"{address(draft)}/review", 200, **REVIEW)
    assert short(desk) == "A number, for taxes alone."


def test_volunteer_gives_no_verdict(desk: Desk, ana: Colleague, make_colleague: Any) -> None:
    draft = draft_of(ana, desk)
    ben = make_colleague("Ben", "volunteer")
    assert "Reviewers give a verdict" in ben.open(address(draft)).said
    ben.post(f"{address(draft)}/review", 409, **REVIEW)
    assert "Your role does not allow this" in ben.page.said
    assert short(desk) != BETTER


def test_edit_voids_the_approval(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    draft = draft_of(ana, desk)
    rosa.open(address(draft))
    rosa.press(f"{address(draft)}/review", "verdict", "approve")
    ana.open(address(draft))
    stale = ana.form(f"{address(draft)}/publish").fields["review"]
    newer = draft_of(ana, desk, short="Something else.")
    ana.send(f"{address(draft)}/publish", 409)
    assert "has changed this text since" in ana.page.said
    ana.post(f"{address(newer)}/publish", 409, review=stale)
    assert "No approval stands" in ana.page.said
    assert "Replaced by a newer one" in ana.open(address(draft)).said
    assert short(desk) not in (BETTER, "Something else.")


def test_rejection_says_why_and_its_author_reads_it(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    draft = draft_of(ana, desk)
    rosa.open(address(draft))
    rosa.press(f"{address(draft)}/review", "verdict", "reject", 409)
    assert "Say why" in rosa.page.said
    rosa.open(address(draft))
    rosa.press(f"{address(draft)}/review", "verdict", "reject", note="Too short <b>by far</b>.")
    assert "Yours, rejected" in ana.open("/").said
    assert "Too short <b>by far</b>." in ana.open(address(draft)).said


@pytest.mark.parametrize("wrong", [{"body": "You are safe."}, {"body": "Call 1-800-555-0100."}, {"sources": []}])
def test_what_the_checks_refuse_is_not_put_up_by_anybody(
    desk: Desk, ana: Colleague, rosa: Colleague, wrong: dict[str, Any]
) -> None:
    draft = draft_of(ana, desk, **wrong)
    page = rosa.open(address(draft))
    assert "problem" in page.html
    assert ("verdict", "publish") not in rosa.form(f"{address(draft)}/review").buttons
    rosa.post(f"{address(draft)}/review", 409, **REVIEW)
    assert "Nobody can overrule them" in rosa.page.said
    rosa.open(address(draft))
    rosa.press(f"{address(draft)}/review", "verdict", "approve")
    ana.open(address(draft))
    ana.send(f"{address(draft)}/publish", 409)
    assert short(desk) != BETTER


def test_text_of_the_files_becomes_reviewed_when_somebody_approves_it(desk: Desk, rosa: Colleague) -> None:
    with desk.read() as session:
        live = newest_publication(session, find_document(session, "answer", TOPIC).id, "en")
    assert live is not None
    assert live.revision_id is not None
    assert "not reviewed by a second person" in rosa.open(address(live.revision_id)).said
    rosa.press(f"{address(live.revision_id)}/review", "verdict", "publish")
    assert desk.snapshot().answers[TOPIC, "en"].reviewed


def test_one_person_takes_down_and_brings_back_and_says_why(desk: Desk, ana: Colleague) -> None:
    before = short(desk)
    ana.open(f"{PAGE}?lang=en")
    ana.send(f"{PAGE}/take-down", 409, reason=" ")
    assert live_text(desk) is not None
    ana.open(f"{PAGE}?lang=en")
    ana.send(f"{PAGE}/take-down", reason="A figure is wrong")
    assert live_text(desk) is None
    assert "A figure is wrong" in ana.page.said
    revision = ana.page.html.partition('name="revision" value="')[2].partition('"')[0]
    ana.send(f"{PAGE}/restore", reason="It was right", revision=revision)
    assert short(desk) == before
    ana.send(f"{PAGE}/take-down", 409)


def test_history_tells_everything(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    draft = draft_of(ana, desk)
    rosa.open(address(draft))
    rosa.press(f"{address(draft)}/review", "verdict", "publish")
    said = " ".join(ana.open(f"{PAGE}?lang=en").said.split())
    for told in ("written by Ana", "Clearer", "approved by Rosa", "live by Rosa", "from the content files by import"):
        assert told in said


def test_ruling_shows_what_the_status_would_say_in_every_language(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    snapshot = desk.snapshot()
    ruling = next(r for r in snapshot.rulings if r.id == "ctr-stay")
    assert ana.person is not None
    with desk.write() as session:
        changed = ruling.model_copy(update={"channels": {"bulk_sharing": "allows"}})
        draft = save_revision(
            session, kind="ruling", key=ruling.id, fields=changed, author=ana.person, now=desk.now()
        ).id
    page = rosa.open(address(draft))
    for language in snapshot.offered_languages():
        assert f'aria-label="{language.name}, 1"' in page.html


@pytest.mark.parametrize("path", ["/revisions/999999", "/texts/answer/nothing?lang=en", "/texts/poem/x"])
def test_what_is_not_there_is_said(ana: Colleague, path: str) -> None:
    assert "does not exist" in ana.open(path, 404).said


def test_verdict_that_is_none_is_refused(desk: Desk, ana: Colleague, rosa: Colleague) -> None:
    draft = draft_of(ana, desk)
    rosa.post(f"{address(draft)}/review", 400, verdict="maybe")
