"""`python -m evaluation.speed`: what each encoder takes for one held-out message, in milliseconds, as JSON."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from components.sentence_embedding import E5Featurizer
from components.universal_sentence_encoder import UniversalSentenceEncoderFeaturizer

EVAL = Path(__file__).resolve().parents[2] / "data" / "eval"
EVERY = 20


def main() -> None:
    """Measures in this process; whoever starts it says on how many cores."""
    lines = [line for path in sorted(EVAL.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()[::EVERY]]
    found = {}
    for encoder in (E5Featurizer, UniversalSentenceEncoderFeaturizer):
        encoder.encode(["."])
        took = []
        for line in lines:
            started = time.perf_counter()
            encoder.encode([line.split("\t", 1)[1]])
            took.append(time.perf_counter() - started)
        found[encoder.encoder_name()] = round(1000 * statistics.median(took), 1)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
