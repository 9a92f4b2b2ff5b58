"""``python -m sop_xl`` is the same as ``sop-xl``."""

from sop_xl.cli import main

if __name__ == "__main__":
    main()
