"""A small sample of kills; ``crash.py`` does as many as one likes."""

from __future__ import annotations

import random

import crash


def test_a_file_is_whole_whenever_its_writer_is_killed(tmp_path):
    assert crash.kill_while_publishing(tmp_path, 25, random.Random(3)) == []


def test_a_killed_run_is_resumed_to_the_same_files_and_leaves_nothing(tmp_path):
    assert crash.kill_runs(tmp_path / "runs", 2, random.Random(4), workbooks=5) == []
