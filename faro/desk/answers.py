"""All answers: which topic is said in which language and in what state; and one answer as its file."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from faro.answers.words import Words
from faro.checks.content import check_record
from faro.checks.rules import read_rules
from faro.content.files import render_answer
from faro.content.kinds import Record
from faro.desk.coverage import STATES, chosen, counted, coverage
from faro.desk.titles import language_name
from faro.desk.visit import DeskRoute, Visit
from faro.store.errors import NotFoundError
from faro.store.reading import drafts, find_document, newest_publication, newest_revision, revision_fields
from faro.store.snapshot import FALLBACK_LANGUAGE
from faro.store.translations import outdated_translations


def answers(visit: Visit) -> Response:
    """Answers `GET /answers?lang=&state=`: the topics by group, each with its state in every language."""
    snapshot = visit.desk.snapshot()
    with visit.desk.read() as session:
        waiting = [draft for draft in drafts(session) if draft.kind == "answer"]
        texts = {draft.revision_id: revision_fields(session, draft.revision_id) for draft in waiting}
        outdated = {(one.key, one.lang) for one in outdated_translations(session) if one.kind == "answer"}
    rules = read_rules(visit.desk.settings.data_dir)
    refused = {
        draft.revision_id
        for draft in waiting
        if check_record(Record("answer", draft.key, texts[draft.revision_id], draft.lang), snapshot, rules)
    }
    groups = coverage(snapshot, waiting, outdated, refused, visit.now.date())
    asked = visit.request.query_params
    lang = asked.get("lang", "") if asked.get("lang") in snapshot.languages else ""
    state = next((known for known in STATES if known == asked.get("state")), "")
    return visit.page(
        "answers",
        groups=chosen(groups, lang, state),
        counts=counted(chosen(groups, lang, "")),
        languages=snapshot.languages,
        lang=lang,
        public=visit.desk.settings.own_address,
        state=state,
        say=Words(snapshot, FALLBACK_LANGUAGE).say,
        language=partial(language_name, snapshot),
    )


def answer_file(visit: Visit) -> Response:
    """Answers `GET /answers/<topic>/<lang>/file`: what is live, else the newest draft, as the file of `data/`."""
    topic, lang = visit.request.path_params["topic"], visit.request.path_params["lang"]
    with visit.desk.read() as session:
        document = find_document(session, "answer", topic)
        live = newest_publication(session, document.id, lang)
        newest = newest_revision(session, document.id, lang)
        if newest is None:
            raise NotFoundError(f"there is no answer “{topic}” in “{lang}”")
        fields = revision_fields(session, (live.revision_id if live else None) or newest.id)
    headers = {"Content-Disposition": f'attachment; filename="{topic}.{lang}.md"'}
    return Response(render_answer(fields), media_type="text/markdown; charset=utf-8", headers=headers)


routes = (
    DeskRoute("/answers", answers, "volunteer"),
    DeskRoute("/answers/{topic}/{lang}/file", answer_file, "volunteer"),
)
