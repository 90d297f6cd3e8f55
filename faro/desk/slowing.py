"""Slows guessing down without ever locking anybody out: a wait that grows with the failures on one account."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

FREE_FAILURES = 3
LONGEST_WAIT_SECONDS = 5.0
FORGOTTEN_AFTER_SECONDS = 900.0
LARGEST_TABLE = 5000


class Slowing:
    """Counts failures by account, in memory. Whoever owns the account waits a few seconds at most, and then gets in."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait_of(self, account: str) -> float:
        """Returns for how many seconds the next attempt on this account is held back."""
        since, failures = self._failures.get(account, (0.0, 0))
        if failures <= FREE_FAILURES or self._clock() - since > FORGOTTEN_AFTER_SECONDS:
            return 0.0
        return min(2.0 ** (failures - FREE_FAILURES - 1), LONGEST_WAIT_SECONDS)

    def note_failure(self, account: str) -> None:
        """Counts a failed attempt."""
        since, failures = self._failures.get(account, (self._clock(), 0))
        if self._clock() - since > FORGOTTEN_AFTER_SECONDS:
            failures = 0
        self._failures[account] = (self._clock(), min(failures + 1, 64))
        self._failures.move_to_end(account)
        if len(self._failures) > LARGEST_TABLE:
            self._failures.popitem(last=False)

    def note_success(self, account: str) -> None:
        """Forgets the failures of an account whose owner has come in."""
        self._failures.pop(account, None)
