"""The registers of the cycle: decisions, launches, actions."""

from __future__ import annotations

from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook, Line
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import (
    Pick,
    count_of,
    gap_tones,
    headed,
    labels,
    names_of,
    number_lines,
    pick_table,
    with_word,
)
from sop_xl.pack.formats import brief_delta, listing, plural, scale_of
from sop_xl.pack.model import (
    Bars,
    Block,
    Figure,
    Page,
    Row,
    Rule,
    Sentence,
    Series,
    Table,
    Text,
    Tone,
    derived,
)

# ---- decisions ------------------------------------------------------------------------------------------------


def decisions(book: CompanyBook) -> Page:
    """Decisions needed today and the last ones taken."""
    bands: Bands = [[_wanted], [_decision_values], [_taken]]
    return assemble(book, "Decisions needed today", _decisions_headline, bands)


def _split(book: CompanyBook) -> tuple[list[Line], list[Line]]:
    lines = book.table("Decisions").lines
    wanted = with_word(lines, "Status", "wanted")
    return wanted, [line for line in lines if line not in wanted]


def _decisions_headline(book: CompanyBook) -> Sentence:
    wanted, _ = _split(book)
    if not wanted:
        return ("No decision is needed today.",)
    values = [line.figure("Value") for line in number_lines(wanted, "Value")]
    gains, costs = [f for f in values if f.number > 0], [f for f in values if f.number < 0]
    parts: list[Sentence] = []
    if gains:
        parts.append((brief_delta(derived(Rule.SUM, gains, "money")), " to gain"))
    if costs:
        parts.append((brief_delta(derived(Rule.SUM, costs, "money")), " to bear"))
    number = count_of(wanted, "Status")
    needed = plural(len(wanted), " decision is needed today", " decisions are needed today")
    return (number, needed, *((": ", *listing(parts)) if parts else ()), ".")


def _wanted(book: CompanyBook) -> Block:
    wanted, _ = _split(book)
    if not wanted:
        return Text(title="Decisions wanted", paragraphs=(("None: the plan runs inside what was decided.",),))
    picks = [
        Pick("Id"),
        Pick("Issue"),
        Pick("Options"),
        Pick("Recommendation"),
        Pick("Value", "amount_delta"),
        Pick("Owner"),
        Pick("Needed by", "date"),
    ]
    return pick_table(book.table("Decisions"), picks, lines=wanted, title="Decisions wanted")


def _taken(book: CompanyBook) -> Block:
    _, taken = _split(book)
    if not taken:
        return Text(title="Last decisions", paragraphs=(("None in the log.",),))
    picks = [
        Pick("Id"),
        Pick("Cycle"),
        Pick("Issue"),
        Pick("Recommendation", shown="Recommended"),
        Pick("Value", "amount_delta"),
        Pick("Owner"),
        Pick("Status", "signal"),
    ]
    return pick_table(book.table("Decisions"), picks, lines=taken, title="Last decisions")


def _decision_values(book: CompanyBook) -> Bars:
    wanted, _ = _split(book)
    lines = number_lines(wanted, "Value")
    values = [line.figure("Value") for line in lines]
    scale = scale_of(values)
    return Bars(
        title="Value of the decisions wanted: effect on profit or cash",
        kind=scale,
        categories=tuple(Figure(f"{line.label}  {line.figure('Issue').word}") for line in lines),
        series=(Series("Value", tuple(brief_delta(value) for value in values)),),
        tones=gap_tones(values),
    )


# ---- launches -------------------------------------------------------------------------------------------------


def launches(book: CompanyBook) -> Page:
    """Launches and phase-outs with their next milestones."""
    return assemble(book, "Launches and phase-outs", _launches_headline, [[_launch_table], [_launch_bars]])


def _projects(book: CompanyBook) -> list[Line]:
    lines = book.table("Launches").lines
    return sorted(lines, key=lambda line: f.number if (f := line.figure("Date")).is_number else float("inf"))


def _launches_headline(book: CompanyBook) -> Sentence:
    lines = _projects(book)
    if not lines:
        return ("No launch and no phase-out is planned.",)
    late = with_word(lines, "Status", "late")
    projects = plural(len(lines), " project", " projects")
    state: Sentence = ("All ", count_of(lines, "Project"), projects, " are on track")
    if late:
        named = names_of(late)
        verb = plural(len(late), " is late: ", " are late: ")
        state = (count_of(late, "Status"), " of ", count_of(lines, "Project"), projects, verb, *named)
    first = lines[0]
    return (*state, f"; next is {first.label} ({first.figure('Kind').word}) on ", first.figure("Date", "date"), ".")


def _launch_table(book: CompanyBook) -> Block:
    lines = _projects(book)
    if not lines:
        return Text(title="Projects", paragraphs=(("The table Launches is empty.",),))
    picks = [
        Pick("Project"),
        Pick("Kind"),
        Pick("Family"),
        Pick("Date", "date"),
        Pick("Months to go", "months"),
        Pick("Next milestone"),
        Pick("Milestone due", "date"),
        Pick("Status", "signal"),
        Pick("Owner"),
    ]
    return pick_table(book.table("Launches"), picks, lines=lines, title="Projects by their date")


def _launch_bars(book: CompanyBook) -> Bars:
    lines = number_lines(_projects(book), "Months to go")
    words = tuple(line.figure("Status").word for line in lines)
    tones: list[Tone] = ["bad" if word == "late" else "good" for word in words]
    return Bars(
        title="Months to go",
        kind="months",
        categories=labels(lines),
        series=(Series("Months to go", tuple(line.figure("Months to go", "months") for line in lines)),),
        tones=tuple(tones),
        words=words,
    )


# ---- actions --------------------------------------------------------------------------------------------------


def actions(book: CompanyBook) -> Page:
    """Open actions by owner and age."""
    return assemble(book, "Open actions", _actions_headline, [[_action_table], [_action_ages, _owners]])


def _open_actions(book: CompanyBook) -> list[Line]:
    """Open actions, late ones first, then by age."""

    def order(line: Line) -> tuple[bool, float]:
        age = line.figure("Age")
        return line.figure("Signal").word != "late", -age.number if age.is_number else 0.0

    return sorted(with_word(book.table("Actions").lines, "Status", "open"), key=order)


def _actions_headline(book: CompanyBook) -> Sentence:
    lines = _open_actions(book)
    if not lines:
        return ("No action is open.",)
    late = with_word(lines, "Signal", "late")
    lateness: Sentence = (
        (count_of(late, "Signal"), plural(len(late), " is late", " are late")) if late else ("none is late",)
    )
    oldest = max(number_lines(lines, "Age"), key=lambda line: line.figure("Age").number, default=None)
    if oldest is None:
        raise WorkbookError("the table Actions tells no age", argument=book.name)
    return (
        count_of(lines, "Status"),
        plural(len(lines), " action is open, ", " actions are open, "),
        *lateness,
        f"; the oldest is {oldest.label} of {oldest.figure('Owner').word} with ",
        oldest.figure("Age", "units"),
        " days.",
    )


def _action_table(book: CompanyBook) -> Block:
    lines = _open_actions(book)
    if not lines:
        return Text(title="Open actions", paragraphs=(("None.",),))
    picks = [
        Pick("Id"),
        Pick("Action"),
        Pick("Raised in"),
        Pick("Owner"),
        Pick("Due", "date"),
        Pick("Age", "days"),
        Pick("Signal", "signal"),
    ]
    return pick_table(book.table("Actions"), picks, lines=lines, title="Late ones first, then by age")


def _action_ages(book: CompanyBook) -> Bars:
    lines = number_lines(_open_actions(book), "Age")
    words = tuple(line.figure("Signal").word for line in lines)
    tones: list[Tone] = ["bad" if word == "late" else "good" for word in words]
    return Bars(
        title="Days since the action was raised",
        kind="units",
        categories=tuple(Figure(f"{line.label} {line.figure('Owner').word}") for line in lines),
        series=(Series("Age", tuple(line.figure("Age", "days") for line in lines)),),
        tones=tuple(tones),
        words=words,
    )


def _owners(book: CompanyBook) -> Table:
    by_owner: dict[str, list[Line]] = {}
    for line in _open_actions(book):
        by_owner.setdefault(line.figure("Owner").word or "nobody", []).append(line)
    rows = []
    for owner, lines in sorted(by_owner.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        late = with_word(lines, "Signal", "late")
        ages = [line.figure("Age", "days") for line in number_lines(lines, "Age")]
        oldest = max(ages, key=lambda figure: figure.number, default=Figure(None))
        rows.append(
            Row(
                (Figure(owner), count_of(lines, "Status"), count_of(late, "Signal") if late else Figure("none"), oldest)
            )
        )
    columns = headed(("Owner", "label"), ("Open", "number"), ("Late", "number"), ("Oldest", "number"))
    return Table(title="By owner", columns=columns, rows=tuple(rows), rest=f"in {book.name}", width=0.7)
