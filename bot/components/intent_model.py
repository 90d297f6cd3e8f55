"""What the classifier learns: a regression over all features, and the nearest training messages as a second opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.neighbours import Neighbours
from components.regression import Regression, fit

REGRESSION_FILE = "regression.npz"
NEIGHBOURS_FILE = "neighbours.npz"


@dataclass(frozen=True)
class SecondOpinion:
    """How the nearest training messages are asked; their share of the likelihood is 0 where they are not."""

    dimensions: int
    count: int
    sharpness: float
    share: float


@dataclass(frozen=True)
class IntentModel:
    """A fitted regression and, where they are asked, the neighbours."""

    regression: Regression
    neighbours: Neighbours | None
    opinion: SecondOpinion

    def rank(self, features: Any) -> list[list[tuple[str, float]]]:
        """Return, for each row of `features`, every label with its likelihood, likeliest first."""
        labels = self.regression.labels
        likelihoods = self.regression.likelihoods(features)
        if self.neighbours is not None:
            near = self.neighbours.likelihoods(
                np.asarray(features[:, : self.opinion.dimensions]),
                len(labels),
                count=self.opinion.count,
                sharpness=self.opinion.sharpness,
            )
            likelihoods = (1 - self.opinion.share) * likelihoods + self.opinion.share * near
        return [[(labels[i], round(float(row[i]), 6)) for i in np.argsort(-row, kind="stable")] for row in likelihoods]

    def save(self, folder: Path) -> None:
        """Write the parts into `folder`."""
        self.regression.save(folder / REGRESSION_FILE)
        if self.neighbours is not None:
            self.neighbours.save(folder / NEIGHBOURS_FILE)

    @classmethod
    def load(cls, folder: Path, opinion: SecondOpinion) -> IntentModel:
        """Return the model that `save` wrote; one written without neighbours has no second opinion."""
        neighbours = folder / NEIGHBOURS_FILE
        return cls(
            Regression.load(folder / REGRESSION_FILE),
            Neighbours.load(neighbours) if opinion.share and neighbours.exists() else None,
            opinion,
        )


def learn(features: Any, labels: Sequence[str], settings: Mapping[str, Any]) -> IntentModel:
    """Return the model of `features` (messages, dimensions) and one label a message; `settings` as in config.yml."""
    regression = fit(
        features,
        labels,
        inverse_penalty=settings["inverse_penalty"],
        balance=settings["balance"],
        emphasis=settings["emphasis"],
        max_iterations=settings["max_iterations"],
        random_state=settings["random_state"],
    )
    opinion = opinion_of(settings)
    neighbours = None
    # Letter counts alone, which the ablation measures too, are sparse and have no neighbours worth the name.
    if opinion.share and isinstance(features, np.ndarray):
        place = {label: number for number, label in enumerate(regression.labels)}
        neighbours = Neighbours.learn(features[:, : opinion.dimensions], [place[label] for label in labels])
    return IntentModel(regression, neighbours, opinion)


def opinion_of(settings: Mapping[str, Any]) -> SecondOpinion:
    """Return how the neighbours are asked, as config.yml says."""
    return SecondOpinion(
        settings["neighbour_dimensions"],
        settings["neighbours"],
        settings["neighbour_sharpness"],
        settings["neighbour_share"],
    )
