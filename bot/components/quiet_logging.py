"""Keeps what people write out of every log of the engine, whatever logs it and at whatever level."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from types import TracebackType
from typing import Any

# Messages of the start, before anybody can have written anything, by logger and function.
_SPOKEN_AT_START = frozenset(
    {
        ("root", "serve_application"),
        ("root", "load_agent_on_start"),
        ("rasa.core.processor", "_load_model"),
        ("rasa.core.agent", "load_agent"),
    }
)

# Rasa names its structured events in dotted lower case: "processor.message.parse".
_EVENT_NAME = re.compile(r"[a-z_]+(\.[a-z_]+){1,5}")


def install() -> None:
    """Make every log record of this process carry only where it comes from, never what it says.

    Rasa and its libraries put messages, slots, request bodies and tracebacks into their log records, by
    format string, by argument, by structured value and by warning. No filter on one handler or one logger
    meets all of those, so records are emptied where they are made.
    """
    logging.setLogRecordFactory(quiet_record)
    logging.captureWarnings(True)
    # An error nobody caught would otherwise be printed whole, with the text of the exception.
    sys.excepthook = _quiet_excepthook
    threading.excepthook = lambda failure: _quiet_excepthook(failure.exc_type, failure.exc_value, failure.exc_traceback)


def quiet_record(
    name: str,
    level: int,
    pathname: str,
    lineno: int,
    msg: Any,
    args: Any,
    exc_info: Any,
    func: str | None = None,
    sinfo: str | None = None,
    **kwargs: Any,
) -> logging.LogRecord:
    """Return a log record that holds level, logger, event or function, and the exception's class alone."""
    if (name, func) in _SPOKEN_AT_START and exc_info is None:
        return logging.LogRecord(name, level, pathname, lineno, msg, args, None, func)
    parts = [logging.getLevelName(level), name, _event_name(msg) or f"{func}:{lineno}"]
    failure = _exception_class(exc_info)
    if failure:
        parts.append(failure)
    return logging.LogRecord(name, level, pathname, lineno, " ".join(parts), (), None, func)


def _event_name(msg: Any) -> str | None:
    """Return the name of a structured event, or None when `msg` is not one."""
    if not isinstance(msg, str) or not msg.startswith("{"):
        return None
    try:
        event = json.loads(msg).get("event")
    except (ValueError, AttributeError):
        return None
    return event if isinstance(event, str) and _EVENT_NAME.fullmatch(event) else None


def _exception_class(exc_info: Any) -> str | None:
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        return type(exc_info).__name__
    if isinstance(exc_info, tuple) and exc_info[0] is not None:
        return str(exc_info[0].__name__)
    return None


def _quiet_excepthook(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    print(f"Stopped by {kind.__name__}.", file=sys.stderr)
