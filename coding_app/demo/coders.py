"""Invented coders: what each would code where a careful coder has decided, with the slips of real life.

Pure and seeded. How clear a code is differs: some are plain on the surface of the text, some are a matter of reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

# Probability that a coder misses a code where it stands; the others are missed with USUAL.
USUAL = 0.16
MISSED = {
    "act.question": 0.04,
    "group.humour": 0.08,
    "care.wellbeing": 0.55,
    "care.relation": 0.40,
    "care.disregard": 0.30,
    "work.load": 0.35,
    "register.mixed": 0.45,
    "tone.2": 0.30,
    "tone.4": 0.30,
    "stance.nuanced": 0.30,
    "answer.experience": 0.25,
}
# What is coded by mistake beside a code that stands, and how often.
CONFUSED = {
    "care.wellbeing": ("care.relation", 0.45),
    "care.relation": ("care.wellbeing", 0.25),
    "work.load": ("work.hours", 0.30),
    "law.tasks": ("law.employer", 0.10),
    "answer.rule": ("answer.advice", 0.25),
    "answer.advice": ("answer.experience", 0.12),
}
# What a missed code of a dimension with one choice is replaced by.
INSTEAD = {
    "register.mixed": "register.ordinary",
    "register.technical": "register.mixed",
    "register.ordinary": "register.mixed",
    "tone.1": "tone.2",
    "tone.2": "tone.3",
    "tone.3": "tone.2",
    "tone.4": "tone.3",
    "tone.5": "tone.4",
    "stance.a": "stance.nuanced",
    "stance.b": "stance.nuanced",
    "stance.nuanced": "stance.none_taken",
    "stance.none_taken": "stance.nuanced",
    "act.question": "act.other",
    "act.testimony": "act.other",
    "act.other": "act.testimony",
}
SLIP_OF_ONE = 0.08
# How often a code is seen where a careful coder sees none of it.
SEEN_FOR_NOTHING = 0.005


@dataclass(frozen=True)
class Plan:
    """What the dimensions of a codebook ask: slug of the dimension -> (selection, slugs of its codes)."""

    dimensions: Mapping[str, tuple[str, frozenset[str]]]


def decide(careful: frozenset[str], plan: Plan, asked: Sequence[str], seed: Sequence[int]) -> list[str]:
    """Return the slugs one coder applies to one unit, dimension by dimension; each asked dimension is closed.

    ``careful`` are the slugs of a careful coder; ``seed`` names coder and unit, so that a rebuilt demo is the same.
    """
    generator = np.random.default_rng(list(seed))
    chosen: list[str] = []
    for dimension in asked:
        selection, slugs = plan.dimensions[dimension]
        here = sorted(careful & slugs)
        none = f"{dimension}.none"
        if selection == "one":
            chosen.append(_one(here, generator) or none)
        else:
            chosen.extend(_any(here, slugs, generator) or [none])
    return chosen


def _one(here: list[str], generator: np.random.Generator) -> str:
    if not here:
        return ""
    slip = generator.random() < MISSED.get(here[0], SLIP_OF_ONE)
    return INSTEAD.get(here[0], here[0]) if slip else here[0]


def _any(here: list[str], slugs: frozenset[str], generator: np.random.Generator) -> list[str]:
    applied: set[str] = set()
    for slug in here:
        if generator.random() >= MISSED.get(slug, USUAL):
            applied.add(slug)
        other, often = CONFUSED.get(slug, ("", 0.0))
        if other in slugs and generator.random() < often:
            applied.add(other)
    applied |= {slug for slug in sorted(slugs) if generator.random() < SEEN_FOR_NOTHING}
    return sorted(applied)
