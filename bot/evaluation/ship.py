"""`python -m evaluation.ship`: renews the embeddings that are kept beside the code, from the messages of data/nlu."""

from __future__ import annotations

from pathlib import Path

from components.sentence_embedding import E5Featurizer
from components.shipped_embeddings import ship
from components.training_cache import TrainingCache, content_hash
from evaluation.features import readable
from evaluation.messages import training_examples

BOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Encodes what was not encoded on this machine before, and writes the file."""
    texts = sorted({readable(example.text) for example in training_examples(BOT.parent / "data" / "nlu")})
    # Without what is shipped now, for that has been rounded once.
    cache = TrainingCache(E5Featurizer.encoder_name(), shipped_in=BOT / "none")
    vectors = cache.embeddings(texts, E5Featurizer.encode)
    path = ship(E5Featurizer.encoder_name(), dict(zip(map(content_hash, texts), vectors, strict=True)))
    print(f"{len(texts)} embeddings in {path.relative_to(BOT.parent)}, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
