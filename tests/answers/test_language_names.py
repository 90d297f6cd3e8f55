"""A person who names a language, in any language, is understood."""

from __future__ import annotations

import pytest

from faro.answers.language_names import named_language
from faro.store.snapshot import Snapshot


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("in English please", "en"),
        ("en inglés por favor", "en"),
        ("En Espanol", "es"),
        ("speak SPANISH", "es"),
        ("em português", "pt"),
        ("brazilian portuguese", "pt"),
        ("tanpri pale Kreyòl ayisyen", "ht"),
        ("Haitian Creole", "ht"),
        ("créole haïtien", "ht"),
        ("中文", "zh"),
        ("chino", "zh"),
        ("nói tiếng Việt", "vi"),
        ("vietnamita", "vi"),
        ("한국어로 말해줘", "ko"),
        ("на русском: русский", "ru"),
        ("بالعربية", "ar"),
        ("العربية من فضلك", "ar"),
        ("Tagalog po", "tl"),
        ("Filipino", "tl"),
        ("en français", "fr"),
        ("English, not Spanish", "en"),
        ("kreyòl", "ht"),
        ("an kreyol tanpri", "ht"),
        ("in mandarin", "zh"),
        ("по-русски пожалуйста", "ru"),
        ("بالعربي", "ar"),
        ("한국말로", "ko"),
        ("castellano", "es"),
    ],
)
def test_the_language_named_first_is_found(text: str, lang: str, snapshot: Snapshot) -> None:
    assert named_language(text, snapshot) == lang


@pytest.mark.parametrize("name", ["", "hello", "klingon", "what is an ITIN?", "¿puedo declarar?"])
def test_where_none_is_named_none_is_found(name: str, snapshot: Snapshot) -> None:
    assert named_language(name, snapshot) is None


def test_every_language_is_found_by_its_own_name(snapshot: Snapshot) -> None:
    found = {code: named_language(language.name, snapshot) for code, language in snapshot.languages.items()}
    assert found == {code: code for code in snapshot.languages}
