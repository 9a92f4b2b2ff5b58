"""A page from its builders: what cannot be built is said on the page instead, and never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sop_xl.cells.address import quote_sheet
from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.formats import plural
from sop_xl.pack.model import NOT_AVAILABLE, Block, Figure, NothingToShowError, Page, Sentence, Text
from sop_xl.pack.trace import page_figures

HeadlineBuilder = Callable[[CompanyBook], Sentence]
BlockBuilder = Callable[[CompanyBook], Block]
Bands = Sequence[Sequence[BlockBuilder]]
_ERRORS_NAMED = 3


def assemble(book: CompanyBook, title: str, headline: HeadlineBuilder, bands: Bands) -> Page:
    """Build a page; its problems are what is missing and the error cells that it shows."""
    problems: list[str] = []
    try:
        message = headline(book)
    except NothingToShowError as nothing:
        message = (f"No data for a part of this page: {nothing.argument} is {NOT_AVAILABLE}.",)
    except WorkbookError as error:
        problems.append(str(error))
        message = ("The numbers that this page needs are missing.",)
    blocks = build_bands(book, bands, problems)
    page = Page(title, message, blocks)
    told = " ".join(problems)
    problems.extend(text for text in error_cells(page_figures(page)) if text not in told)
    return Page(title, message, blocks, tuple(dict.fromkeys(problems)))


def build_bands(book: CompanyBook, bands: Bands, problems: list[str]) -> tuple[tuple[Block, ...], ...]:
    """Build blocks; one that cannot be built becomes a warning and a problem."""

    def build(builder: BlockBuilder) -> Block:
        try:
            return builder(book)
        except NothingToShowError as nothing:
            return Text(title="No data", paragraphs=((f"{nothing.argument}: {nothing.message}.",),))
        except WorkbookError as error:
            problems.append(str(error))
            return Text(title="Missing", paragraphs=((str(error),),), warning=True)

    return tuple(tuple(build(builder) for builder in band) for band in bands)


def error_cells(figures: Iterable[Figure]) -> list[str]:
    """Sentences on the cells that show an Excel error."""
    found = [
        f"{quote_sheet(figure.source.sheet)}!{figure.source.cells[0]} shows {figure.word}"
        for figure in figures
        if figure.is_error and figure.source is not None
    ]
    unique = list(dict.fromkeys(found))
    rest = len(unique) - _ERRORS_NAMED
    if rest > 0:
        more = f"{rest} more {plural(rest, 'cell shows an error', 'cells show errors')}"
        return [*unique[:_ERRORS_NAMED], more]
    return unique
