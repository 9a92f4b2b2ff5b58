"""The executive pack from the recalculated company workbook, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.pages import build_pack

PDF, XLSX = "executive_pack.pdf", "executive_pack.xlsx"


def make_pack(company: Path, *, run_id: str, complete: bool, remarks: Sequence[str]) -> dict[str, bytes]:
    """Files of the pack by their names.

    Parameters
    ----------
    company : Path
        The company workbook with the values of the run.
    run_id : str
        The run that the pack belongs to.
    complete : bool
        Whether every workbook of the run came out; a pack that misses something itself is incomplete in any case.
    remarks : sequence of str
        What the cover says about the run, such as why it is incomplete.

    Raises
    ------
    WorkbookError
        The file cannot be read. A name, table or number that it lacks is told in the pack instead.
    """
    from sop_xl.pack.pdf.document import write_pdf  # the writers load heavy libraries
    from sop_xl.pack.xlsx.document import write_xlsx

    pack = build_pack(CompanyBook.open(company), run_id=run_id, complete=complete, remarks=remarks)
    return {PDF: write_pdf(pack), XLSX: write_xlsx(pack)}
