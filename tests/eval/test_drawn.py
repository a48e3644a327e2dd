"""Pages drawn at random are read right, whatever stands on them in which form."""

from __future__ import annotations

from tests.eval.drawn import Drawing
from tests.eval.scoring import FIELDS, Score, mean

PAGES = 300
LEAST = 0.995


def test_same_seed_draws_the_same_pages() -> None:
    assert list(Drawing(3).samples(5)) == list(Drawing(3).samples(5))
    assert list(Drawing(3).samples(5)) != list(Drawing(4).samples(5))


def test_pages_drawn_at_random_are_read_right() -> None:
    score = Score()
    for sample in Drawing(7).samples(PAGES):
        score.add(sample, "unknown")
    assert not score.wrong.total(), score.faults
    assert all(score.right[name] >= LEAST * PAGES for name in FIELDS), score.faults
    assert mean(score.f1) >= LEAST
