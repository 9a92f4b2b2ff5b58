"""What an installation has put on a machine, so that it can be taken away again and nothing else with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sop_xl.errors import UsageError
from sop_xl.setup.machine import Machine

_FILE = "install.json"


@dataclass(frozen=True)
class InstallRecord:
    """Versions of the program and of the xlwings whose DLL the add-in names; files, each with its contents' hash."""

    version: str
    xlwings: str
    files: dict[str, str]

    @staticmethod
    def place(machine: Machine) -> Path:
        """Where the record lies."""
        return machine.data_folder / _FILE

    @classmethod
    def read(cls, machine: Machine) -> InstallRecord | None:
        """The record of a machine, or None where nothing was installed."""
        place = cls.place(machine)
        if not place.is_file():
            return None
        try:
            found = json.loads(place.read_text(encoding="utf-8"))
            return cls(
                str(found["version"]), str(found["xlwings"]), {str(k): str(v) for k, v in found["files"].items()}
            )
        except (ValueError, KeyError, AttributeError) as error:
            raise UsageError(
                "is damaged", argument=str(place), hint="Delete it and run sop-xl install again."
            ) from error

    def text(self) -> str:
        """The record as a file."""
        return json.dumps({"version": self.version, "xlwings": self.xlwings, "files": self.files}, indent=2) + "\n"

    def is_changed(self, file: Path) -> bool:
        """Tell whether a file is not what was installed."""
        return self.files.get(str(file)) != fingerprint(file.read_bytes())


def fingerprint(data: bytes) -> str:
    """Hash of a file's contents."""
    return hashlib.sha256(data).hexdigest()
