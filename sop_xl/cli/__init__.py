"""The command line ``sop-xl``: parse, build a request, run it, map its result to an exit code."""

from __future__ import annotations

import io
import signal
import sys

USAGE, NOTHING_MATCHED, INTERNAL, INTERRUPTED = 2, 3, 4, 130
_LONGEST_PATH = 200  # characters that are shown


def main() -> None:
    """Entry point: every outcome is a message and an exit code, never a traceback."""
    import click

    from sop_xl.cli.app import app
    from sop_xl.errors import SopError, UsageError

    for stream in (sys.stdout, sys.stderr):  # redirected on Windows, they know few letters; a name may hold any
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # A scheduler that ends us is an interruption like any other: workers and temporary files go with us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = app.main(prog_name="sop-xl", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except click.ClickException as error:
        error.show()
        code = USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted; what was published is whole. Run the same command again to go on.", err=True)
        code = INTERRUPTED
    except SopError as error:
        click.echo(f"sop-xl: {error}", err=True)
        code = USAGE if isinstance(error, UsageError) else 1
    except BrokenPipeError:
        code = 0  # the reader of our output has gone, as with `| head`
    except OSError as error:  # a path that cannot be, a folder that may not be read: the system says it best
        where = f" ({str(error.filename)[:_LONGEST_PATH]})" if error.filename else ""
        click.echo(f"sop-xl: {error.strerror or error}{where}. Check the path, your rights and the disk.", err=True)
        code = 1
    except Exception as error:  # noqa: BLE001  # the border: nobody but us wants a traceback
        from sop_xl.cli.trouble import report_bug

        click.echo(f"sop-xl: {report_bug(error)}", err=True)
        code = INTERNAL
    sys.exit(code if isinstance(code, int) else 0)
