"""Mail drafts (.eml): text and HTML, addresses, attachments. Nothing is ever sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from html import escape

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_TYPES = {".ics": ("text", "calendar"), ".pdf": ("application", "pdf"), ".html": ("text", "html")}
_STYLE = (
    "body{font-family:Calibri,Arial,sans-serif;font-size:11pt;color:#222}"
    "h2{color:#1f3864;font-size:13pt;margin:18px 0 6px}"
    "table{border-collapse:collapse}th{background:#dde6f0;color:#1f3864;text-align:left}th,td{border:1px solid #c8d0da;"
    "padding:4px 8px;vertical-align:top}td:first-child{white-space:nowrap}"
)


@dataclass(frozen=True)
class Section:
    """A heading with a sentence, a table, or both."""

    title: str
    text: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Draft:
    """A mail to be looked at, completed and sent by a person."""

    subject: str
    people: tuple[str, ...]
    opening: str
    sections: tuple[Section, ...]
    attachments: Mapping[str, bytes] = field(default_factory=dict)


def addresses(people: Sequence[str]) -> list[str]:
    """Those entries of a list of people that are mail addresses; a name alone is nobody's address."""
    return [found[0] for person in people if (found := _ADDRESS.search(person))]


def draft_file(draft: Draft) -> bytes:
    """The draft as an .eml file that opens unsent; same contents, same bytes."""
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = " ".join(draft.subject.split())
    known = addresses(draft.people)
    if known:
        message["To"] = ", ".join(dict.fromkeys(known))
    message["X-Unsent"] = "1"
    message.set_content(plain_text(draft))
    message.add_alternative(html_text(draft), subtype="html")
    for name, data in draft.attachments.items():
        main, sub = _TYPES.get(name[name.rfind(".") :].lower(), ("application", "octet-stream"))
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    digest = hashlib.sha256(draft.subject.encode() + plain_text(draft).encode()).hexdigest()
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_sop_{digest[:24]}_{number}")  # the library's own boundaries are drawn at random
    return message.as_bytes()


def plain_text(draft: Draft) -> str:
    """The mail for readers of plain text."""
    lines = [draft.opening, ""]
    for section in draft.sections:
        lines += [section.title, "-" * len(section.title)]
        lines += [section.text] if section.text else []
        lines += [" · ".join(cell for cell in row if cell) for row in section.rows]
        lines.append("")
    return "\n".join(lines)


def html_text(draft: Draft) -> str:
    """The mail for everybody else; no cell's text is ever markup."""
    parts = [f"<!DOCTYPE html><html><head><meta charset='utf-8'><style>{_STYLE}</style></head><body>"]
    parts.append(f"<p>{escape(draft.opening)}</p>")
    for section in draft.sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        if section.text:
            parts.append(f"<p>{escape(section.text)}</p>")
        if section.rows:
            head = "".join(f"<th>{escape(name)}</th>" for name in section.heads)
            body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in section.rows)
            parts.append(f"<table><tr>{head}</tr>{body}</table>")
    parts.append("</body></html>")
    return "\n".join(parts)
