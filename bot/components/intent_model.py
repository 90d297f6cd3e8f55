"""What the classifier learns: a network over all features, and the nearest training messages as second opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.features import Features
from components.neighbours import Asked, LetterNeighbours, Neighbours
from components.network import Fitting, Network, fit

NETWORK_FILE = "network.npz"
NEIGHBOURS_FILE = "neighbours.npz"
LETTER_NEIGHBOURS_FILE = "letter_neighbours.npz"


@dataclass(frozen=True)
class SecondOpinions:
    """How the nearest training messages are asked, and what each opinion weighs; 0 where neighbours are not asked.

    Near by meaning are those whose first `dimensions` features, the sentence embedding, lie close; near by letters
    those with the same letter sequences. No opinion holds a label for less likely than `least`.
    """

    dimensions: int
    by_meaning: Asked
    by_letters: Asked
    weight_of_network: float
    weight_by_meaning: float
    weight_by_letters: float
    least: float


@dataclass(frozen=True)
class IntentModel:
    """A fitted network and, where they are asked, the neighbours by meaning and by letters."""

    network: Network
    neighbours: Neighbours | None
    letter_neighbours: LetterNeighbours | None
    opinions: SecondOpinions

    def rank(self, features: Features) -> list[list[tuple[str, float]]]:
        """Return, for each message of `features`, every label with its likelihood, likeliest first."""
        labels, opinions = self.network.labels, self.opinions
        likelihoods = self.network.likelihoods(features.measured)
        near = []
        if self.neighbours is not None:
            embedded = np.asarray(features.measured[:, : opinions.dimensions])
            shares = self.neighbours.likelihoods(embedded, len(labels), opinions.by_meaning)
            near.append((opinions.weight_by_meaning, shares))
        if self.letter_neighbours is not None and features.counted is not None:
            shares = self.letter_neighbours.likelihoods(features.counted, len(labels), opinions.by_letters)
            near.append((opinions.weight_by_letters, shares))
        if near:
            likelihoods = pooled([(opinions.weight_of_network, likelihoods), *near], opinions.least)
        return [[(labels[i], round(float(row[i]), 6)) for i in np.argsort(-row, kind="stable")] for row in likelihoods]

    def save(self, folder: Path) -> None:
        """Write the parts into `folder`."""
        self.network.save(folder / NETWORK_FILE)
        if self.neighbours is not None:
            self.neighbours.save(folder / NEIGHBOURS_FILE)
        if self.letter_neighbours is not None:
            self.letter_neighbours.save(folder / LETTER_NEIGHBOURS_FILE)

    @classmethod
    def load(cls, folder: Path, opinions: SecondOpinions) -> IntentModel:
        """Return the model that `save` wrote; one written without neighbours has no second opinion."""
        near, by_letters = folder / NEIGHBOURS_FILE, folder / LETTER_NEIGHBOURS_FILE
        return cls(
            Network.load(folder / NETWORK_FILE),
            Neighbours.load(near) if opinions.weight_by_meaning and near.exists() else None,
            LetterNeighbours.load(by_letters) if opinions.weight_by_letters and by_letters.exists() else None,
            opinions,
        )


def learn(
    features: Features, labels: Sequence[str], settings: Mapping[str, Any], begin: Network | None = None
) -> IntentModel:
    """Return the model of `features` and one label a message; `settings` as in config.yml.

    `begin` is a network over the same features from which the fit starts, for messages that hardly differ.
    """
    network = fit(features.measured, labels, fitting_of(settings, goes_on=begin is not None), begin)
    opinions = opinions_of(settings)
    place = {label: number for number, label in enumerate(network.labels)}
    places = [place[label] for label in labels]
    neighbours = letter_neighbours = None
    if opinions.weight_by_meaning:
        neighbours = Neighbours.learn(features.measured[:, : opinions.dimensions], places)
    if opinions.weight_by_letters and features.counted is not None:
        letter_neighbours = LetterNeighbours.learn(features.counted, places)
    return IntentModel(network, neighbours, letter_neighbours, opinions)


def pooled(opinions: Sequence[tuple[float, np.ndarray]], least: float) -> np.ndarray:
    """Return the likelihoods (rows, labels) that follow from several opinions, each with its weight.

    Opinions are multiplied, not averaged (a logarithmic pool): what one of them has all but ruled out stays unlikely
    however sure another is, so that an emergency is heard when no opinion speaks against it. `least` keeps a single
    one from ruling out anything alone.
    """
    scores = np.zeros_like(opinions[0][1], dtype=np.float64)
    for weight, likelihoods in opinions:
        scores += weight * np.log(likelihoods + least)
    likelihoods = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(likelihoods / likelihoods.sum(axis=1, keepdims=True))


def fitting_of(settings: Mapping[str, Any], *, goes_on: bool) -> Fitting:
    """Return how the network is fitted, as config.yml says; in fewer and smaller steps where it goes on from one."""
    return Fitting(
        networks=settings["networks"],
        units=settings["units"],
        steps=settings["steps_from_there"] if goes_on else settings["steps"],
        batch=settings["batch"],
        step_size=settings["step_size_from_there"] if goes_on else settings["step_size"],
        dropout=settings["dropout"],
        penalty=settings["penalty"],
        first_block=settings["embedding_dimensions"],
        random_state=settings["random_state"],
    )


def opinions_of(settings: Mapping[str, Any]) -> SecondOpinions:
    """Return how the neighbours are asked, as config.yml says."""
    return SecondOpinions(
        dimensions=settings["embedding_dimensions"],
        by_meaning=Asked(settings["neighbours"], settings["neighbour_sharpness"]),
        by_letters=Asked(settings["letter_neighbours"], settings["letter_neighbour_sharpness"]),
        weight_of_network=settings["network_weight"],
        weight_by_meaning=settings["neighbour_weight"],
        weight_by_letters=settings["letter_neighbour_weight"],
        least=settings["least_likelihood"],
    )
