"""What changed between two texts, word by word, and between two revisions, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from faro.content.kinds import Fields

# Chinese is written without spaces: there each sign counts as a word.
WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]")

How = Literal["same", "gone", "new"]


@dataclass(frozen=True)
class Piece:
    """A run of text that is in both, only in the old, or only in the new."""

    how: How
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """One field of a document, as pieces from the old to the new."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Returns whether anything differs."""
        return any(piece.how != "same" for piece in self.pieces)


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """Returns both texts as one run of pieces; the old text is all but the new pieces, the new all but the gone."""
    # By lines first: the words of a whole long text would be compared each with each.
    pieces: list[Piece] = []
    for gone, new_lines, same in _runs(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if same:
            pieces.append(Piece("same", gone))
            continue
        for was, becomes, alike in _runs(WORD.findall(gone), WORD.findall(new_lines)):
            if alike:
                pieces.append(Piece("same", was))
                continue
            pieces += [Piece("gone", was)] if was else []
            pieces += [Piece("new", becomes)] if becomes else []
    return _joined(pieces)


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Yields runs of the old and the new text in turn, and whether they are the same."""
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield "".join(before[i:j]), "".join(after[k:m]), what == "equal"


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Returns the pieces with neighbours of one kind made one."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].how == piece.how:
            joined[-1] = Piece(piece.how, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)


def field_differences(old: Fields | None, new: Fields) -> tuple[FieldDifference, ...]:
    """Returns every field of the new revision, compared with the old; without an old one all is new."""
    before = {} if old is None else written(old)
    return tuple(
        FieldDifference(name, word_difference(before.get(name, ""), text)) for name, text in written(new).items()
    )


def written(fields: Fields) -> dict[str, str]:
    """Returns each field as a person reads it: lists and tables as lines."""
    return {name: _lines(value) for name, value in fields.model_dump(mode="json").items()}


def _lines(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_lines(part)}" for key, part in value.items())
    if isinstance(value, list):
        return "\n".join(_lines(part) for part in value)
    return str(value)
