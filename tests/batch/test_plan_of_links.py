"""The order of workbooks that link to one another, without the workbooks."""

from __future__ import annotations

import itertools
from pathlib import Path

from sop_xl.batch.plan import Job, in_order


def chain(length: int) -> list[Job]:
    """Jobs of which each links to the next."""
    jobs = [Job(Path(f"{number}.xlsx"), f"{number:05}.xlsx") for number in range(length)]
    for job, other in itertools.pairwise(jobs):
        job.links["next"] = other
    return jobs


def test_a_chain_may_be_longer_than_calls_can_nest():
    jobs = chain(5000)
    assert in_order(jobs) == jobs[::-1]


def test_a_long_circle_is_told_in_one_line():
    jobs = chain(5000)
    jobs[-1].links["next"] = jobs[0]
    assert len(in_order(jobs)) == 5000
    assert all(job.error is not None for job in jobs)
    assert len(str(jobs[7].error)) < 500


def test_one_that_links_to_a_circle_is_no_part_of_it():
    outside, *jobs = chain(3)
    jobs[-1].links["next"] = jobs[0]
    in_order([outside, *jobs])
    assert outside.error is None
    assert [job.error is None for job in jobs] == [False, False]
