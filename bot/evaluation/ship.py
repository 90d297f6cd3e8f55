"""`python -m evaluation.ship`: adds the embeddings of new messages of data/nlu to those kept beside the code."""

from __future__ import annotations

from pathlib import Path

from components.sentence_embedding import E5Featurizer
from components.shipped_embeddings import LETTERS_OF_A_KEY, ship, shipped
from components.training_cache import TrainingCache, content_hash
from evaluation.features import readable
from evaluation.messages import training_examples

BOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Encodes what was not encoded on this machine before, and writes a file of what no file has."""
    name = E5Featurizer.encoder_name()
    kept = shipped(name)
    texts = sorted({readable(example.text) for example in training_examples(BOT.parent / "data" / "nlu")})
    new = [text for text in texts if content_hash(text)[:LETTERS_OF_A_KEY] not in kept]
    if not new:
        print(f"all {len(texts)} embeddings are there")
        return
    vectors = TrainingCache(name).embeddings(new, E5Featurizer.encode)
    path = ship(name, dict(zip(map(content_hash, new), vectors, strict=True)))
    assert path is not None
    print(f"{len(new)} new embeddings in {path.relative_to(BOT.parent)}, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
