"""One tree of errors: what was wrong, what was expected, what to do about it.

Every error that a user can cause is a ``SopError``. ``cell`` is the Excel error value that a worksheet cell
shows for it; ``code`` is the stable word that ``run.json`` and the command line use.
"""

from __future__ import annotations

from typing import ClassVar


class SopError(Exception):
    """A refusal with its reason and its remedy.

    Parameters
    ----------
    message : str
        What is wrong, in one sentence without a full stop.
    argument : str, optional
        The argument, file, sheet or cell that it is about.
    got, expected : object, optional
        The offending value and what would have been accepted.
    hint : str, optional
        What the user can do about it, as a sentence with its full stop.
    """

    code: ClassVar[str] = "error"
    cell: str = "#VALUE!"
    remedy: ClassVar[str | None] = None  # the hint of an error that is given none

    def __init__(
        self,
        message: str,
        *,
        argument: str | None = None,
        got: object = None,
        expected: object = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument
        self.got = got
        self.expected = expected
        self.hint = hint or self.remedy

    def __str__(self) -> str:
        """Say argument, message, what was got, what was expected and the remedy, in that order."""
        text = f"{self.argument}: {self.message}" if self.argument else self.message
        facts = []
        if self.got is not None:
            facts.append(f"got {self.got!r}")
        if self.expected is not None:
            facts.append(f"expected {self.expected}")
        if facts:
            text += f" ({', '.join(facts)})"
        return f"{text}. {self.hint}" if self.hint else f"{text}."

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with every field, so that a worker process can hand its error to the parent."""
        return _rebuild, (type(self), self.message, self.argument, self.got, self.expected, self.hint)


def _rebuild(
    kind: type[SopError],
    message: str,
    argument: str | None,
    got: object,
    expected: object,
    hint: str | None,
) -> SopError:
    return kind(message, argument=argument, got=got, expected=expected, hint=hint)


# ---- what a worksheet function can meet ------------------------------------------------------------------


class ShapeError(SopError):
    """Ranges whose shapes do not go together."""

    code = "shape"


class TypeMismatchError(SopError):
    """Text, a date or a boolean where a number is needed, or the other way round."""

    code = "type"


class DomainError(SopError):
    """A value outside the range in which the formula means anything."""

    code = "domain"
    cell = "#NUM!"


class NotFiniteError(SopError):
    """The result would not be a finite number."""

    code = "not-finite"
    cell = "#NUM!"


class InsufficientDataError(SopError):
    """Too little history, or an item that is not there."""

    code = "too-little-data"
    cell = "#N/A"


class ZeroDenominatorError(SopError):
    """A ratio whose denominator is zero."""

    code = "zero-denominator"
    cell = "#DIV/0!"


class InputCellError(SopError):
    """An argument cell already holds an Excel error; the function hands on that same error (``got``)."""

    code = "input-error"

    @property
    def cell(self) -> str:  # type: ignore[override]  # the one error whose cell value is its input's
        """The error value found in the argument."""
        return str(self.got)


class InternalError(SopError):
    """A bug in sop_xl: the log has the traceback under the id that the message names."""

    code = "internal"
    remedy = "Please report it with its id."


# ---- what a command can meet -----------------------------------------------------------------------------


class UsageError(SopError):
    """The command was called in a way that cannot work."""

    code = "usage"


class WorkbookError(SopError):
    """A workbook that cannot be processed as it stands."""

    code = "workbook"
    remedy = "Open it in Excel, save it as an Excel workbook (.xlsx), and run again."


class NotAWorkbookError(WorkbookError):
    """The file is not an .xlsx or .xlsm package."""

    code = "not-a-workbook"
    remedy = "Open it in Excel and save it as an Excel workbook (.xlsx)."


class CorruptWorkbookError(WorkbookError):
    """The package or one of its parts is damaged."""

    code = "corrupt"
    remedy = "Open it in Excel with Open and Repair, or take the last good copy."


class EncryptedWorkbookError(WorkbookError):
    """The workbook is protected by an opening password."""

    code = "encrypted"
    remedy = "Remove the opening password in Excel and save."


class LegacyWorkbookError(WorkbookError):
    """A binary workbook (.xls or .xlsb)."""

    code = "legacy-format"
    remedy = "Save it as .xlsx or .xlsm in Excel."


class StrictWorkbookError(WorkbookError):
    """A strict Open XML workbook, which uses other namespaces."""

    code = "strict-ooxml"
    remedy = "Save it as plain Excel workbook (.xlsx), not as Strict Open XML."


class OversizedWorkbookError(WorkbookError):
    """A workbook beyond the limits that protect the machine."""

    code = "too-large"
    remedy = "If the file is genuine, open and save it in Excel, or split it."


class SuspiciousWorkbookError(WorkbookError):
    """A package built in a way that no spreadsheet program writes."""

    code = "suspicious"
    remedy = "If the file is genuine, open it in Excel, save it anew, and run again."


class MissingLinkError(WorkbookError):
    """A link to a workbook, sheet or cell that is not part of the run."""

    code = "missing-link"
    remedy = "Add the linked workbook to the run, or mend the link in Excel (Data, Edit Links)."


class CircularLinkError(WorkbookError):
    """Workbooks that link to each other in a circle."""

    code = "circular-link"
    remedy = "Break one of the links: replace it by values."


class CalculationError(WorkbookError):
    """The engine could not calculate the workbook."""

    code = "calculation"
    remedy = "Open it in Excel: if it calculates there, please report the workbook."


class NotRunError(WorkbookError):
    """The workbook's turn never came, because another one failed."""

    code = "not-run"
    remedy = "Mend the workbook that failed, then go on with --resume."


class ResourceError(WorkbookError):
    """The workbook needed more memory or temporary space than a worker process may take."""

    code = "resources"
    remedy = "Raise the limit with --memory or --temp-space, or split the workbook."


class LockedFileError(WorkbookError):
    """A file that another program holds open."""

    code = "locked"
    remedy = "Close it in the other program and run again."


class PublishError(WorkbookError):
    """An output that could not be written; what was there before is untouched."""

    code = "publish"
    remedy = "Free some space, check your rights, or choose another folder."


class HistoryError(SopError):
    """A history file that cannot be forecast as it stands."""

    code = "history"


class ClusterError(SopError):
    """A cluster that could not be reached or did not do its part."""

    code = "cluster"
