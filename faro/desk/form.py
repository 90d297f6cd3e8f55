"""Reads a posted form, up to a limit, into fields that each may be given once or several times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

MEDIA_TYPE = "application/x-www-form-urlencoded"
UPLOAD = "multipart/form-data"
LARGEST_FORM = 512 * 1024
MOST_FIELDS = 500


class FormError(ValueError):
    """What was posted is no form; `status` is the HTTP status that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(f"not a form that the desk takes ({status})")
        self.status = status


class Form:
    """The fields of a form in the order in which they were sent."""

    def __init__(self, pairs: list[tuple[str, str]] | None = None, files: Mapping[str, bytes] | None = None) -> None:
        self._pairs = pairs or []
        self.files = files or {}

    def __getitem__(self, name: str) -> str:
        """Returns the field, without the spaces around it, empty where it was not sent."""
        return next((value.strip() for key, value in self._pairs if key == name), "")

    def every(self, name: str) -> list[str]:
        """Returns all values of the field that are not empty."""
        return [value.strip() for key, value in self._pairs if key == name and value.strip()]

    def number(self, name: str) -> int:
        """Returns the field as a whole number, 0 where it is none."""
        value = self[name]
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    def without(self, name: str) -> list[tuple[str, str]]:
        """Returns name and value of every other field."""
        return [pair for pair in self._pairs if pair[0] != name]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yields name and value of every field."""
        return iter(self._pairs)


def read_upload(body: bytes, content_type: str) -> Form:
    """Returns a posted form that may hold files, each under its name in `files`; raises FormError."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("ascii", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise FormError(400)
    pairs: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for part in message.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes) or len(pairs) >= MOST_FIELDS:
            raise FormError(400)
        if part.get_filename() is not None:
            files[name] = content
        else:
            pairs.append((name, content.decode("utf-8", "replace").replace("\r\n", "\n")))
    return Form(pairs, files)


def read_form(body: bytes, headers: Mapping[str, str]) -> Form:
    """Returns the posted form, line ends as one character; raises FormError."""
    if headers.get("content-type", "").split(";")[0].strip().lower() != MEDIA_TYPE:
        raise FormError(415)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise FormError(400) from None
    return Form([(name, value.replace("\r\n", "\n")) for name, value in pairs])
