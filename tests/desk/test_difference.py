"""What changed, word by word: nothing is lost on either side, and the marks are as small as a reader would like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.desk.difference import Piece, field_differences, word_difference
from faro.store.snapshot import Snapshot


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Few people know.", "Few people know.", "Few people know."),
        ("Few people know.", "Some people know.", "[-Few-][+Some+] people know."),
        ("Call first.", "Call a lawyer first.", "Call[+ a lawyer+] first."),
        ("", "New", "[+New+]"),
        ("{{ fact.a }} people", "{{ fact.b }} people", "{{ fact.[-a-][+b+] }} people"),
        ("先打电话", "先别打电话", "先[+别+]打电话"),
        ("هل عنواني محفوظ؟", "هل بيتي محفوظ؟", "هل [-عنواني-][+بيتي+] محفوظ؟"),
    ],
)
def test_marks_are_on_words(old: str, new: str, marked: str) -> None:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    assert "".join(signs[piece.how].replace("{}", piece.text) for piece in word_difference(old, new)) == marked


@given(old=st.text(max_size=80), new=st.text(max_size=80))
def test_both_texts_are_whole_in_the_pieces(old: str, new: str) -> None:
    pieces = word_difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.how != "new") == old
    assert "".join(piece.text for piece in pieces if piece.how != "gone") == new


def test_fields_are_compared_as_a_person_reads_them(snapshot: Snapshot) -> None:
    ruling = next(r for r in snapshot.rulings if r.id == "ctr-stay")
    changed = ruling.model_copy(update={"judges": ["Another Judge"]})
    different = [field for field in field_differences(ruling, changed) if field.changed]
    assert [field.name for field in different] == ["judges"]
    assert Piece("new", "Another") in different[0].pieces
    assert all(field.changed for field in field_differences(None, ruling) if any(p.text for p in field.pieces))
