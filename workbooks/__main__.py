"""The worked example from a clean clone: ``python3 -m workbooks``.

Makes a virtual environment, installs the project in it, builds the example from real data and runs it.
"""

from __future__ import annotations

import sys

from workbooks.environment import make_environment, program, run, say


def main() -> None:
    """Set up, then hand over to ``sop-xl demo``."""
    make_environment()
    say("Building and running the worked example")
    run(program("sop-xl"), "demo", *sys.argv[1:])


if __name__ == "__main__":
    main()
