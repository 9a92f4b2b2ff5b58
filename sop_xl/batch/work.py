"""What a worker process does with one workbook. Imported ahead by the fork server, so it loads all it needs."""

from __future__ import annotations

import gc
from pathlib import Path

import udfs
from sop_xl.batch.engines import ENGINES, make_engine
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.trouble import record_bug
from sop_xl.batch.worker import Order, failed
from sop_xl.book.publish import publish
from sop_xl.errors import CalculationError, CorruptWorkbookError, InternalError, ResourceError, SopError, UsageError

# Made ahead. What an engine learns of formulas it keeps, but a worker serves one order only.
ENGINE_OF = {name: make_engine(name) for name in ENGINES}
_COLLECT_AFTER = 200_000  # new objects
_ENGINE_PANIC = "PanicException"  # what a crash inside a Rust library arrives as; no Exception, and of no module


def perform(order: Order, logs: Path | None = None) -> WorkbookReport:
    """Recalculate and publish; every failure becomes a report. Where a bug struck is told in a file in ``logs``."""
    label = order.task.label
    gc.freeze()  # what was loaded ahead stays; millions of short-lived cells need few collections
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    try:
        done = recalculate(order.task, ENGINE_OF[order.engine], udfs.REGISTRY)
        if order.target is not None:
            publish(done.data, order.target)
    except SopError as error:
        if isinstance(error.__cause__, MemoryError):  # an engine that could not get what it needed
            return failed(label, ResourceError("needs more memory than it may take", argument=label))
        return failed(label, _of_the_workbook(error, label))
    except MemoryError:
        return failed(label, ResourceError("needs more memory than it may take", argument=label))
    except BaseException as error:  # a bug fails this workbook, not the run
        if type(error).__name__ == _ENGINE_PANIC:
            return failed(label, _panic(str(error), label))
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        bug, log = record_bug(error, logs)
        where = f"Please report it with {log.name} from the temporary folder." if log else "Please report it."
        return failed(label, InternalError(f"a bug in sop_xl, id {bug}", argument=label, hint=where))
    return done.report


def _of_the_workbook(error: SopError, label: str) -> SopError:
    """A refusal deep inside, which knows nothing of the file, as one of the workbook with its remedy."""
    if error.hint is not None and not isinstance(error, UsageError):
        return error
    return CorruptWorkbookError(error.message, argument=label, expected=error.expected, hint=error.hint)


def _panic(message: str, label: str) -> SopError:
    """Why the engine gave up; without memory it cannot start its threads either."""
    if any(word in message.lower() for word in ("alloc", "memory", "reserve", "resource", "thread")):
        return ResourceError("needs more memory than it may take", argument=label)
    return CalculationError("the engine gave up on it", argument=label)
