"""Calls of functions in the text of a formula, found and replaced without parsing the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_QUOTES = "\"'"
_OPENING, _CLOSING = "({[", ")}]"
# Arguments that end with the next bracket, texts without commas among them.
_FLAT = re.compile(r"((?:[^()\[\]{}\"']+|\"[^\",]*\"|'[^',]*')*+)\)")
_TEXTS = re.compile(r"\"[^\"]*\"|'[^']*'")

Replacement = Callable[[str, Sequence[str]], str | None]


def replace_calls(text: str, calls: re.Pattern[str], replacement: Replacement) -> str:
    """The formula with every call that a pattern finds replaced, inner calls before outer ones.

    Parameters
    ----------
    text : str
    calls : pattern
        Matches the name of a function, its first group, up to and with the opening bracket.
    replacement : callable
        Name (in capitals) and arguments of a call to what stands for it; None leaves the call as it is.
    """
    if not calls.search(text):
        return text
    out: list[str] = []
    at = 0
    while (match := _next(text, calls, at)) is not None:
        found = split_arguments(text, match.end())
        if found is None:
            break
        arguments, end = found
        inner = [replace_calls(argument, calls, replacement) for argument in arguments]
        new = replacement(match[1].upper(), inner)
        if new is None and inner == arguments:
            new = text[match.start() : end]  # to the letter
        out += [text[at : match.start()], f"{match[0]}{','.join(inner)})" if new is None else new]
        at = end
    return "".join([*out, text[at:]])


def _next(text: str, calls: re.Pattern[str], at: int) -> re.Match[str] | None:
    """The next call that does not stand in a text or a sheet's name."""
    quoted = [match.span() for match in _TEXTS.finditer(text, at)] if any(q in text for q in _QUOTES) else []
    for match in calls.finditer(text, at):
        if not any(start < match.start() < end for start, end in quoted):
            return match
    return None


def split_arguments(text: str, begin: int) -> tuple[list[str], int] | None:
    """Arguments of the call whose first one begins at ``begin``, and where the call ends; None if it never does."""
    flat = _FLAT.match(text, begin)
    if flat:
        return [argument.strip() for argument in flat[1].split(",")] if flat[1].strip() else [], flat.end()
    arguments, depth, at, start = [], 0, begin, begin
    while at < len(text):
        character = text[at]
        if character in _QUOTES:
            at = text.find(character, at + 1)
            if at < 0:
                return None
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING and depth:
            depth -= 1
        elif depth == 0 and character in ",)":
            arguments.append(text[start:at].strip())
            if character == ")":
                return ([] if arguments == [""] else arguments), at + 1
            start = at + 1
        at += 1
    return None
