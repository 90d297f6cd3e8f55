"""What is known of some messages before anything is learnt from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import scipy.sparse


@dataclass(frozen=True)
class Features:
    """The features of some messages, a row each.

    `measured` (messages, dimensions) is what the network reads, with the sentence embedding first. `counted`
    (messages, sequences) are the letter sequences themselves, each row of length 1, or None where none are counted.
    """

    measured: Any
    counted: scipy.sparse.csr_matrix | None = None
