"""What xlwings' Windows part needs of pywin32, on any system. No behaviour of Excel: xlwings' own code runs on it as is."""

from __future__ import annotations

import datetime as dt
import types


class ComError(Exception):
    """pywintypes.com_error: (hresult, message, exception, argument)."""

    @property
    def hresult(self):
        return self.args[0]

    @property
    def excepinfo(self):
        return self.args[2]


class Dispatch:
    """win32com's CDispatch: xlwings wraps what is an instance of it."""


class Anything:
    """A DLL of which only the existence matters."""

    def __getattr__(self, name):
        return Anything()

    def __call__(self, *args, **kwargs):
        return 0


def _module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        setattr(made, key, value)
    return made


def pywin32():
    """Modules of pywin32 by name: as much as xlwings' Windows part looks at when it is imported and called."""

    class CoClassBaseClass:
        pass

    class DispatchBaseClass:
        pass

    client = _module(
        "win32com.client", CDispatch=Dispatch, CoClassBaseClass=CoClassBaseClass, Dispatch=lambda x: x,
        DispatchBaseClass=DispatchBaseClass, DispatchEx=lambda x: x,
    )  # fmt: skip
    util, dispatcher, policy = (_module(f"win32com.server.{n}") for n in ("util", "dispatcher", "policy"))
    util.wrap = lambda thing, **kwargs: thing
    dispatcher.DefaultDebugDispatcher = policy.DefaultPolicy = policy.DesignatedWrapPolicy = type("Policy", (), {})
    server = _module("win32com.server", util=util, dispatcher=dispatcher, policy=policy)
    com = _module("win32com", client=client, server=server, __gen_path__="")
    return {
        "pywintypes": _module("pywintypes", com_error=ComError, error=ComError, TimeType=type("TimeType", (dt.datetime,), {})),
        "pythoncom": _module(
            "pythoncom", com_error=ComError, ole_error=ComError, CoInitialize=lambda: None, IID_IEnumVARIANT=None, IID_IDispatch=None,
            TypeIIDs={None: object}, __file__=None
        ),
        "win32api": _module("win32api"),
        "win32con": _module("win32con"),
        "win32event": _module("win32event"),
        "win32gui": _module("win32gui"),
        "win32process": _module("win32process", GetWindowThreadProcessId=lambda hwnd: (0, 1)),
        "win32timezone": _module("win32timezone"),
        "win32com": com,
        "win32com.client": client,
        "win32com.server": server,
        "win32com.server.util": util,
        "win32com.server.dispatcher": dispatcher,
        "win32com.server.policy": policy,
    }  # fmt: skip
