"""All checks from a clean clone: ``python3 -m tests``.

Makes a virtual environment, installs what the tests need (LibreOffice, poppler and npm by apt, if absent; the validator
of Open XML files by npm), then checks style, types, arrows and generated files, and runs the tests. Words after the
command go to pytest, and only the tests are run: ``python3 -m tests --cov --cov-report=term:skip-covered -n 2`` shows what
they cover.
"""

from __future__ import annotations

import os
import sys

from workbooks.environment import install_system_packages, make_environment, program, run, say

_PROGRAMS = (("soffice", "libreoffice-calc"), ("pdftotext", "poppler-utils"), ("npm", "npm"))
_VALIDATOR = "tests/structure"  # its package.json names it, with its version
_QUIET = ("--no-package-lock", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")


def main() -> None:
    """Set up and run every check; the first that fails ends it."""
    install_system_packages(_PROGRAMS)
    make_environment("[test]")
    say("Installing the validator of Open XML files")
    run("npm", "install", "--prefix", _VALIDATOR, *_QUIET)
    if len(sys.argv) == 1:
        say("Style, types, arrows, generated files")
        run(program("ruff"), "check", "--quiet", ".")
        run(program("ruff"), "format", "--check", "--quiet", ".")
        run(program("mypy"), "--no-error-summary")
        run(program("lint-imports"), "--no-cache")
        run(program("python"), "-m", "udfs", "--check")
        run(program("python"), "-m", "sop_xl.excel.build", "--check")
    say("Tests")
    words = sys.argv[1:] or ["-n", str(max(2, os.cpu_count() or 2))]
    run(program("python"), "-m", "pytest", "-q", *words)


if __name__ == "__main__":
    main()
