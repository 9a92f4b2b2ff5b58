"""The table in docs/proof-of-functions.md names every function with its own source and a test that exists."""

import re
from pathlib import Path

import pytest

from udfs import REGISTRY

ROOT = Path(__file__).parents[2]
CATEGORIES = ("Inventory", "Supply", "Capacity", "Finance", "Scenario")
ROW = re.compile(r"\| `(SOP_\w+)` \| (.+?) \| (.+?) \| `([\w/]+\.py)::(\w+)` \|")


def rows():
    text = (ROOT / "docs" / "proof-of-functions.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    found = [ROW.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if match is None]
    return [match.groups() for match in found]


def test_every_function_is_named_once():
    names = sorted(definition.name for definition in REGISTRY if definition.category in CATEGORIES)
    assert sorted(row[0] for row in rows()) == names


@pytest.mark.parametrize(("name", "source", "oracle", "file", "test"), rows(), ids=[row[0] for row in rows()])
def test_its_source_is_that_of_the_function_and_its_test_exists(name, source, oracle, file, test):
    assert source == REGISTRY[name].source
    assert re.search(rf"^def {test}\(", (ROOT / "tests" / "planning" / file).read_text(encoding="utf-8"), re.MULTILINE)
