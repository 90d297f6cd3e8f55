"""The pages of teaching with something on them: axe finds nothing in any state, and nothing is cut off."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from faro.desk.teacher import Understood
from faro.store.teaching import put_into_service, teach
from faro.teaching.course import Course, write_course
from faro.teaching.service import Service, former_model, write_service

from .desk import RunningDesk, filled_store, running_desk
from .test_desk_accessibility import is_too_wide
from .test_pages_accessibility import violations

FIGURES = {
    **{"right_first": 0.8, "right_among_three": 0.9, "right_of_answered": 0.9, "out_of_scope_caught": 0.9},
    **{"urgent_as_urgent": 0.95, "grave_errors": 2},
}
REPORT = {"languages": {"en": FIGURES, "ar": FIGURES}, "urgent_topics": {"detained": FIGURES}}
WORSE = [{"of": "ar", "figure": "right_first", "before": 0.8, "after": 0.7}]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    for name in ("filled", "desk"):
        (tmp_path / name).mkdir()
    with running_desk(filled_store(tmp_path / "filled"), tmp_path / "desk") as running:
        teacher = running.desk.teacher
        teacher.settings = replace(running.desk.settings, state_dir=tmp_path / "state", models_dir=tmp_path / "models")
        teacher.understand_with = lambda settings, text: Understood("clarify", (("faq/address_exposure", 0.4),))
        write_service(teacher.settings.teaching_dir, Service(port=1, pid=os.getpid()))
        former_model(teacher.settings).parent.mkdir()
        former_model(teacher.settings).touch()
        ana = running.person("Ana", "volunteer")
        with running.desk.write() as session:
            one = teach(session, intent="greet", lang="ar", text="مساء الخير لكم", by=ana, now=running.desk.now())
            put_into_service(session, examples=[one.id], measured={}, by=ana, now=running.desk.now())
        yield running


def look(page: Page) -> None:
    assert violations(page) == [], page.url
    assert not is_too_wide(page), page.url


@pytest.mark.parametrize(("scheme", "width"), [("dark", 320), ("light", 1280)])
def test_axe_finds_nothing_in_any_state(chromium: Browser, desk: RunningDesk, scheme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 760}, color_scheme=scheme)  # type: ignore[arg-type]
    page = desk.sign_in(context, "Sam", "admin")
    page.goto(f"{desk.origin}/teach")
    page.get_by_label("A question, as people write it").fill("what exactly is an itin number")
    page.get_by_role("button", name="How is it understood?").click()
    look(page)
    page.get_by_label("Where it belongs").select_option("ice_at_door")
    page.get_by_role("button", name="Add").click()
    assert page.get_by_role("alert").is_visible()
    look(page)
    changes: list[dict[str, Any]] = [
        {"state": "passed"},
        {"state": "refused", "worse": WORSE},
        {"state": "failed", "fault": "stopped"},
        {"state": "training", "pid": os.getpid(), "share": 0.4},
    ]
    course = Course("passed", "Ana", desk.desk.now().isoformat(), [], reports=[REPORT, json.loads(json.dumps(REPORT))])
    for change in changes:
        write_course(desk.desk.teacher.settings.teaching_dir, course.now(**change))
        page.goto(f"{desk.origin}/teach/training")
        look(page)
    page.goto(f"{desk.origin}/export")
    archive = context.request.get(f"{desk.origin}/export/faro.zip").body()
    page.set_input_files("#archive", {"name": "faro.zip", "mimeType": "application/zip", "buffer": archive})
    page.get_by_role("button", name="Look what it changes").click()
    assert page.get_by_text("0 texts become drafts").is_visible()
    look(page)
    context.close()
