"""The words around the answers in one language, and how dates, figures, names and lists are written in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from faro.content.kinds import Fact, Translations
from faro.store.snapshot import FALLBACK_LANGUAGE, Snapshot

FIELD = re.compile(r"\{([a-z_]+)\}")
LOCALES = {"en": "en_US", "es": "es_US", "zh": "zh_Hans_CN", "pt": "pt_BR", "tl": "fil_PH"}
# In the United States these communities write figures as their pay papers do ("47,289").
FIGURE_LOCALES = {"ht": "en_US", "vi": "en_US"}
ISOLATE, POP = "\u2068", "\u2069"
CREOLE_MONTHS = (
    "janvye",
    "fevriye",
    "mas",
    "avril",
    "me",
    "jen",
    "jiyè",
    "out",
    "septanm",
    "oktòb",
    "novanm",
    "desanm",
)


class Words:
    """Says an interface text by its key, in one language, and falls back to English key by key."""

    def __init__(self, snapshot: Snapshot, lang: str) -> None:
        self.lang = lang
        self._texts: Mapping[str, str] = snapshot.interface.get(lang, {})
        self._fallback: Mapping[str, str] = snapshot.interface.get(FALLBACK_LANGUAGE, {})
        language = snapshot.languages.get(lang)
        self._right_to_left = language is not None and language.direction == "rtl"
        self._locale = LOCALES.get(lang, lang)
        self._figure_locale = FIGURE_LOCALES.get(lang, self._locale)

    def has(self, key: str) -> bool:
        """Returns whether the key exists in this language or in the fallback."""
        return key in self._texts or key in self._fallback

    def say(self, key: str, **values: str) -> str:
        """Returns the text with its named fields filled; raises KeyError for an unknown key or field."""
        return fill(self._texts.get(key) or self._fallback[key], values)

    def pick(self, translations: Translations) -> str:
        """Returns the translation for this language, else the English one."""
        return translations.get(self.lang) or translations[FALLBACK_LANGUAGE]

    def date(self, day: dt.date) -> str:
        """Returns the day written out ("8 September 2026")."""
        if self.lang == "ht":
            return self.isolate(f"{day.day} {CREOLE_MONTHS[day.month - 1]} {day.year}")
        return self.isolate(format_date(day, format="long", locale=self._locale))

    def figure(self, fact: Fact) -> str:
        """Returns a fact's figure for this language: its own wording where it has one, else the formatted number."""
        if fact.display:
            return self.isolate(self.pick(fact.display))
        if fact.value is None:
            raise KeyError(f"the fact {fact.key} has no figure")
        if fact.unit == "usd":
            pattern = "$#,##0" if fact.value == int(fact.value) else "$#,##0.00"
            return self.isolate(format_decimal(fact.value, format=pattern, locale=self._figure_locale))
        if fact.unit == "percent":
            return self.isolate(format_percent(fact.value / 100, format="#,##0.##%", locale=self._figure_locale))
        return self.isolate(format_decimal(fact.value, locale=self._figure_locale))

    def list(self, items: Sequence[str]) -> str:
        """Returns the items joined as the language joins a list ("a, b, and c")."""
        if self.lang == "ht":
            return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} ak {items[-1]}"
        return format_list(list(items), locale=self._locale)

    def isolate(self, text: str) -> str:
        """Returns a number or a foreign name kept together in right-to-left text, and unchanged elsewhere."""
        return f"{ISOLATE}{text}{POP}" if self._right_to_left else text


def fill(text: str, values: Mapping[str, str]) -> str:
    """Returns `text` with each `{name}` replaced from `values`; raises KeyError for a name that is not there."""
    return FIELD.sub(lambda match: values[match[1]], text)
