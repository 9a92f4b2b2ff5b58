"""Parts that hang on another part alone, such as the notes and drawings of a sheet, and how they leave a package."""

from __future__ import annotations

import posixpath
import re

from sop_xl.book.calc_chain import is_empty
from sop_xl.book.guard import CONTENT_TYPES
from sop_xl.book.workbook import Workbook


def without_parts(workbook: Workbook, dropped: set[str]) -> dict[str, bytes | None]:
    """Changes that drop parts, the workbook's links to them, and what the package says of their types."""
    types, links = _text(workbook, CONTENT_TYPES), _text(workbook, rels_of(workbook.part))
    for name in dropped:
        types = re.sub(rf"<Override\b[^>]*?PartName=\"/{re.escape(name)}\"[^>]*?/>", "", types, count=1)
    for link in workbook.relations(workbook.part):
        if link.target in dropped:
            links = re.sub(rf"<Relationship\b[^>]*?\bId=\"{re.escape(link.id)}\"[^>]*?/>", "", links, count=1)
    return {
        CONTENT_TYPES: types.encode(),
        rels_of(workbook.part): links.encode(),
        **dict.fromkeys(sorted(dropped)),
    }


def with_chain(workbook: Workbook, chain: bytes) -> dict[str, bytes | None]:
    """Changes to another calculation chain; one without entries leaves the package, as Excel wants it."""
    part = workbook.calc_chain_part
    assert part is not None
    return without_parts(workbook, {part}) if is_empty(chain) else {part: chain}


def attached(workbook: Workbook, part: str) -> set[str]:
    """Parts that are reached from a part and from nowhere else."""
    links = {owner: _targets(workbook, owner) for owner in ("", *workbook.package.parts)}
    reached = {""}
    waiting = [""]
    while waiting:
        for target in links.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                if target != part:  # what only it leads to stays out
                    waiting.append(target)
    found, waiting = set[str](), [part]
    while waiting:
        for target in links.get(waiting.pop(), ()):
            if target not in reached | found:
                found.add(target)
                waiting.append(target)
    return found


def rels_of(part: str) -> str:
    """Part with the relationships of a part."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _text(workbook: Workbook, part: str) -> str:
    return workbook.package.read(part).decode("utf-8")


def _targets(workbook: Workbook, owner: str) -> list[str]:
    return [link.target for link in workbook.relations(owner) if not link.external and link.target in workbook.package]
