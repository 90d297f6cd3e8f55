"""Reads the content files of `data/` into records and writes records back, in one canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from faro.content.kinds import KEY_FIELD, AnswerText, Fields, InterfaceText, Record, parse_fields

LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "topics.yml": (("topics", "topic"),),
    "languages.yml": (("languages", "language"),),
    "sources.yml": (("sources", "source"),),
    "facts.yml": (("facts", "fact"),),
    "rulings.yml": (("courts", "court"), ("cases", "case"), ("rulings", "ruling")),
    "helplines.yml": (("helplines", "helpline"),),
    "clinics.yml": (("clinics", "clinic"),),
    "risk_check.yml": (("questions", "risk_question"), ("rules", "risk_rule")),
}
# A content without a risk check is whole too.
MAY_BE_MISSING = frozenset({"risk_check.yml"})
ORDERED_KINDS = {"topic", "language", "court", "case", "risk_question", "risk_rule"}


@dataclass(frozen=True)
class Problem:
    """Something wrong in a content file: where it is and what it is, in words its author can act on."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class ContentError(Exception):
    """The content files cannot be read; `problems` says where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def read_content(folder: Path) -> list[Record]:
    """Returns every document of the content folder; raises ContentError with all problems found, not only the first."""
    records: list[Record] = []
    problems: list[Problem] = []
    for name in LISTS:
        if (folder / name).exists() or name not in MAY_BE_MISSING:
            _read_list_file(folder / name, name, records, problems)
    for path in sorted(folder.glob("content/*/*.md")):
        _read_answer(path, path.relative_to(folder).as_posix(), records, problems)
    for path in sorted(folder.glob("interface/*.yml")):
        _read_interface(path, path.relative_to(folder).as_posix(), records, problems)
    for path in sorted(folder.glob("risk_check/*.yml")):
        _read_risk_check(path, path.relative_to(folder).as_posix(), records, problems)
    if problems:
        raise ContentError(problems)
    return records


def write_content(records: Iterable[Record], folder: Path) -> list[Path]:
    """Writes the records as content files, only where the bytes differ, and returns the paths it wrote."""
    return [path for name, text in render_files(records).items() if _write_if_changed(path := folder / name, text)]


def render_files(records: Iterable[Record]) -> dict[str, str]:
    """Returns path (relative to the content folder) to canonical text for all the records."""
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    files: dict[str, str] = {}
    for name, sections in LISTS.items():
        lists = {section: [_plain(r.fields) for r in _sorted(by_kind.get(kind, []))] for section, kind in sections}
        if any(lists.values()):
            files[name] = _dump(lists)
    for record in by_kind.get("answer", []):
        files[f"content/{record.lang}/{record.key}.md"] = render_answer(record.fields)
    for record in by_kind.get("interface", []):
        assert isinstance(record.fields, InterfaceText)
        files[f"interface/{record.lang}.yml"] = _dump(record.fields.texts)
    for record in by_kind.get("risk_check", []):
        files[f"risk_check/{record.lang}.yml"] = _dump(_plain(record.fields))
    return files


def render_answer(fields: Fields) -> str:
    """Returns the canonical file of one answer: front matter, then the body and one line break."""
    front = _plain(fields)
    body = str(front.pop("body"))
    return f"---\n{_dump(front)}---\n{body}\n"


def _sorted(records: list[Record]) -> list[Record]:
    if records and records[0].kind in ORDERED_KINDS:
        return sorted(records, key=lambda r: (r.position, r.key))
    if records and records[0].kind == "ruling":
        return sorted(records, key=lambda r: (str(getattr(r.fields, "date", "")), r.key))
    return sorted(records, key=lambda r: r.key)


def _plain(fields: Fields) -> dict[str, Any]:
    return fields.model_dump(mode="python")


def _dump(data: object) -> str:
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
    return text


def _write_if_changed(path: Path, text: str) -> bool:
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


def _read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        problems.append(Problem(name, 1, "the file is missing"))
    except UnicodeDecodeError as error:
        problems.append(Problem(name, 1, f"not UTF-8: byte {error.start} cannot be read"))
    return None


def _read_yaml(text: str, name: str, first_line: int, problems: list[Problem]) -> tuple[Any, yaml.Node | None]:
    try:
        data, node = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            problems.append(Problem(name, first_line, "there is nothing in it"))
        return data, node
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        problems.append(Problem(name, line, f"not YAML: {error.problem or error}"))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(name, first_line, f"not YAML: {error}"))
    return None, None


def _read_list_file(path: Path, name: str, records: list[Record], problems: list[Problem]) -> None:
    text = _read_text(path, name, problems)
    if text is None:
        return
    data, node = _read_yaml(text, name, 1, problems)
    if node is None:
        return
    sections = LISTS[name]
    if not isinstance(data, dict) or set(data) - {section for section, _ in sections}:
        problems.append(Problem(name, 1, f"expected only the lists {', '.join(s for s, _ in sections)}"))
        return
    for section, kind in sections:
        items = data.get(section)
        if not isinstance(items, list):
            problems.append(Problem(name, 1, f"the list “{section}” is missing"))
            continue
        seen: set[str] = set()
        for position, item in enumerate(items):
            line = line_of(node, (section, position))
            if not isinstance(item, dict):
                problems.append(Problem(name, line, f"an entry of “{section}” is not a mapping"))
                continue
            fields = _parse(kind, item, name, 1, node, (section, position), problems)
            if fields is None:
                continue
            key = str(getattr(fields, KEY_FIELD[kind]))
            if key in seen:
                problems.append(Problem(name, line, f"{kind} “{key}” stands here twice"))
            seen.add(key)
            records.append(Record(kind, key, fields, position=position if kind in ORDERED_KINDS else 0))


def _read_answer(path: Path, name: str, records: list[Record], problems: list[Problem]) -> None:
    text = _read_text(path, name, problems)
    if text is None:
        return
    front, body, _ = split_front_matter(text)
    if front is None:
        problems.append(Problem(name, 1, "the file must open with front matter between two lines of ---"))
        return
    data, node = _read_yaml(front, name, 2, problems)
    if node is None:
        return
    if not isinstance(data, dict):
        problems.append(Problem(name, 2, "the front matter is not a mapping"))
        return
    fields = _parse("answer", {**data, "body": body.strip("\n")}, name, 2, node, (), problems)
    if isinstance(fields, AnswerText):
        records.append(Record("answer", path.stem, fields, lang=path.parent.name))


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Returns front matter (None where there is none), body, and the line number at which the body begins."""
    if not text.startswith("---\n"):
        return None, text, 1
    front, separator, body = text[4:].partition("\n---\n")
    if not separator:
        return None, text, 1
    return front + "\n", body, front.count("\n") + 4


def _read_interface(path: Path, name: str, records: list[Record], problems: list[Problem]) -> None:
    text = _read_text(path, name, problems)
    if text is None:
        return
    data, node = _read_yaml(text, name, 1, problems)
    if node is None:
        return
    fields = _parse("interface", {"texts": data}, name, 1, node, (), problems)
    if fields is not None:
        records.append(Record("interface", "interface", fields, lang=path.stem))


def _read_risk_check(path: Path, name: str, records: list[Record], problems: list[Problem]) -> None:
    text = _read_text(path, name, problems)
    if text is None:
        return
    data, node = _read_yaml(text, name, 1, problems)
    if node is None:
        return
    if not isinstance(data, dict):
        problems.append(Problem(name, 1, "expected words, typed, questions and rules"))
        return
    fields = _parse("risk_check", data, name, 1, node, (), problems)
    if fields is not None:
        records.append(Record("risk_check", "risk_check", fields, lang=path.stem))


def _parse(
    kind: str,
    data: dict[str, Any],
    name: str,
    first_line: int,
    node: yaml.Node,
    place: tuple[str | int, ...],
    problems: list[Problem],
) -> Fields | None:
    try:
        return parse_fields(kind, data)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            loc = tuple(part for part in detail["loc"] if part != "texts" or kind != "interface")
            field = ".".join(str(part) for part in loc) or kind
            line = first_line - 1 + line_of(node, (*place, *loc))
            problems.append(Problem(name, line, f"{field}: {detail['msg'].lower()}"))
    return None


def line_of(node: yaml.Node, place: tuple[str | int, ...]) -> int:
    """Returns the line (from 1) of the innermost node along `place` that exists."""
    line: int = node.start_mark.line + 1
    for part in place:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
            line = child.start_mark.line + 1
        if child is None:
            break
        node = child
    return line
