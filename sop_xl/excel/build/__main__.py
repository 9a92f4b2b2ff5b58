"""Write the generated texts of the ribbon, or check that they are current (``--check``)."""

import sys

from sop_xl.excel.build.generated import stale_files, write_files

if "--check" in sys.argv[1:]:
    stale = stale_files()
    if stale:
        sys.exit(f"Stale: {', '.join(path.name for path in stale)}. Run: python -m sop_xl.excel.build")
else:
    write_files()
