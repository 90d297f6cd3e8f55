"""Keeps what people write out of the logs of this process: libraries may say where something failed, never what."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import Any

# Only these loggers' words are ours, and chosen with care.
OWN = ("faro", "actions")


def install() -> None:
    """Makes every log record that is not ours carry only its level, its place, and the class of its exception.

    Libraries put requests, texts and tracebacks into their records, by format, by argument and by warning. No filter
    of one logger or one handler meets all of those, so records are emptied where they are made.
    """
    logging.setLogRecordFactory(quiet_record)
    logging.captureWarnings(True)
    sys.excepthook = _say_the_class
    sys.unraisablehook = lambda failure: _say_the_class(failure.exc_type)
    threading.excepthook = lambda failure: _say_the_class(failure.exc_type)


def quiet_record(
    name: str,
    level: int,
    pathname: str,
    lineno: int,
    msg: object,
    args: Any,
    exc_info: Any,
    func: str | None = None,
    sinfo: str | None = None,
    **_: Any,
) -> logging.LogRecord:
    """Returns a record without exception and stack; one of our own keeps its words."""
    if name.partition(".")[0] in OWN:
        return logging.LogRecord(name, level, pathname, lineno, msg, args, None, func)
    said = " ".join(part for part in (f"{func}:{lineno}", _class_of(exc_info)) if part)
    return logging.LogRecord(name, level, pathname, lineno, said, (), None, func)


def _class_of(exc_info: Any) -> str:
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        return type(exc_info).__name__
    if isinstance(exc_info, tuple) and exc_info and exc_info[0] is not None:
        return str(exc_info[0].__name__)
    return ""


def _say_the_class(
    kind: type[BaseException], _error: BaseException | None = None, _trace: TracebackType | None = None
) -> None:
    print(f"Ended by {kind.__name__}.", file=sys.stderr)
