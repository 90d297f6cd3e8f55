"""Lays a page out with the Jinja2 templates in `templates/pages/`: its words, its direction, and the links on each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from faro.answers.markdown import to_html
from faro.answers.placeholders import clinic_line
from faro.answers.rendering import environment
from faro.answers.reply import SourceLink
from faro.answers.status import RulingStatus
from faro.answers.words import Words
from faro.chat.edge import edge_of
from faro.chat.static import static_address
from faro.content.kinds import CHANNELS
from faro.settings import Settings
from faro.store.snapshot import Snapshot

MENU_PAGES = (
    ("/plain", "page_ask"),
    ("/answers", "page_answers"),
    ("/status", "page_status"),
    ("/privacy", "page_privacy"),
)


@dataclass(frozen=True)
class Place:
    """Where a page stands: its content, language and address, and the clinic that the person comes from."""

    snapshot: Snapshot
    lang: str
    path: str
    clinic: str | None = None
    exit_page: str = Settings.exit_page

    @property
    def words(self) -> Words:
        """Returns the words of this page."""
        return Words(self.snapshot, self.lang)

    def link(self, path: str, lang: str | None = None) -> str:
        """Returns the address of a page of ours, in this language unless another is named."""
        query = {"lang": lang or self.lang, **({"clinic": self.clinic} if self.clinic else {})}
        return f"{path}?{urlencode(query)}"

    def direction(self, lang: str) -> str:
        """Returns `rtl` for a language that is written from right to left, else `ltr`."""
        language = self.snapshot.languages.get(lang)
        return language.direction if language else "ltr"


@dataclass(frozen=True)
class StatusCard:
    """The ruling status in a few words: state by channel, and when it was checked last."""

    lines: tuple[tuple[str, str, str], ...]
    as_of: str
    overdue: bool


def place_of(request: Request) -> Place:
    """Returns where the page of this request stands; a clinic that is not known is as none."""
    edge = edge_of(request)
    snapshot = edge.snapshot()
    clinic = request.query_params.get("clinic")
    known = clinic if clinic in snapshot.clinics else None
    return Place(snapshot, edge.words(request).lang, request.url.path, known, edge.settings.exit_page)


def page(place: Place, template: str, status_code: int = 200, **shown: Any) -> HTMLResponse:
    """Returns the page as a response; `shown` is what its template names."""
    words = place.words
    html = (
        environment()
        .get_template(f"pages/{template}.html")
        .render(
            place=place,
            lang=place.lang,
            link=place.link,
            say=words.say,
            direction=place.direction,
            static=static_address,
            exit=place.exit_page,
            menu=MENU_PAGES,
            languages=place.snapshot.offered_languages(),
            clinic_contact=_clinic_contact(place),
            **shown,
        )
    )
    return HTMLResponse(html, status_code)


def status_card(status: RulingStatus, words: Words) -> StatusCard:
    """Returns the card of a ruling status."""
    lines = tuple(
        (status.channels[channel].state, words.say(f"page_channel_{channel}"), _state(status, channel, words))
        for channel in CHANNELS
    )
    return StatusCard(lines, _day(status.as_of, words), status.overdue)


def dated_sources(sources: tuple[SourceLink, ...], words: Words) -> list[tuple[str, str | None, str]]:
    """Returns title, address and written date of each source; its address only where it is one of the web."""
    return [(source.title, _web_address(source.url), _day(source.date, words)) for source in sources]


def _web_address(url: str | None) -> str | None:
    # An address of another scheme could run as code when it is pressed.
    return url if url and url.startswith(("https://", "http://")) else None


def _state(status: RulingStatus, channel: Any, words: Words) -> str:
    shown = status.channels[channel]
    return words.say("page_state_checking" if shown.checking_since else f"page_state_{shown.state}")


def _day(day: dt.date | None, words: Words) -> str:
    return words.date(day) if day else words.say("no_date")


def _clinic_contact(place: Place) -> Markup | None:
    clinic = place.snapshot.clinics.get(place.clinic or "")
    return Markup(to_html(clinic_line(clinic, place.words))) if clinic else None  # noqa: S704
