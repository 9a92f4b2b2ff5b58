"""A small seeded sample of mutants; ``mutate.py`` runs as many as one likes."""

from __future__ import annotations

import random

import mutate


def test_mutants_are_recalculated_or_refused_with_reason_and_remedy():
    outcomes, wrong = mutate.fuzz([mutate.sample_workbook()], 200, seed=5)
    assert wrong == []
    assert sum(outcomes.values()) == 200
    assert any(status == "failed" for status, _ in outcomes), "the mutants are hostile"
    assert any(status in ("ok", "warned") for status, _ in outcomes), "and some are still workbooks"


def test_a_seed_gives_the_same_mutant():
    data = mutate.sample_workbook()
    assert mutate.mutant(data, random.Random(7)) == mutate.mutant(data, random.Random(7))
