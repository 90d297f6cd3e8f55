"""The one way in which fields and events become text, so that equal things have equal hashes."""

from __future__ import annotations

import hashlib
import json

from faro.content.kinds import Fields, parse_fields


def canonical_json(data: object) -> str:
    """Returns compact JSON in the order of the data: the order of translations and interface texts is content too."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def fields_to_text(fields: Fields) -> str:
    """Returns the fields as canonical JSON, in the order in which their kind declares them."""
    return canonical_json(fields.model_dump(mode="json"))


def text_to_fields(kind: str, text: str) -> Fields:
    """Returns the typed fields; raises pydantic's ValidationError when the text is not of this kind."""
    return parse_fields(kind, json.loads(text))


def sha256(text: str) -> str:
    """Returns the SHA-256 of the text in UTF-8 as 64 lower case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
