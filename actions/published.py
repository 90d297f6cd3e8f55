"""Where the actions find the published content: set once when the action server starts, read at every turn."""

from __future__ import annotations

from collections.abc import Callable

from faro.store.snapshot import Snapshot

_source: Callable[[], Snapshot] | None = None


def use(source: Callable[[], Snapshot]) -> None:
    """Names where the actions get the current snapshot from."""
    global _source
    _source = source


def current() -> Snapshot:
    """Returns the current snapshot; raises RuntimeError before `use`."""
    if _source is None:
        raise RuntimeError("the actions have no published content: call actions.published.use first")
    return _source()
