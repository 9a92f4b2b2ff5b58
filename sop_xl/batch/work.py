"""What a worker process does with one workbook. Imported ahead by the fork server, so it loads all it needs."""

from __future__ import annotations

import hashlib
import logging
import traceback

import udfs
from sop_xl.batch.engines import make_engine
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.worker import Order, failed
from sop_xl.book.publish import publish
from sop_xl.errors import InternalError, SopError

_LOG = logging.getLogger(__name__)


def perform(order: Order) -> WorkbookReport:
    """Recalculate and publish; every failure becomes a report."""
    label = order.task.label
    try:
        done = recalculate(order.task, make_engine(order.engine), udfs.REGISTRY)
        if order.target is not None:
            publish(done.data, order.target)
    except SopError as error:
        return failed(label, error)
    except MemoryError:
        return failed(label, InternalError("ran out of memory", argument=label, hint="Run it with fewer --jobs."))
    except Exception as error:  # noqa: BLE001  # a bug fails this workbook, not the run
        trace = "".join(traceback.format_exception(error))
        bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
        _LOG.error("bug %s in %s\n%s", bug, label, trace)
        hint = "Please report it with the log."
        return failed(label, InternalError(f"a bug in sop_xl, id {bug}", argument=label, hint=hint))
    return done.report
