"""From the rows of sheets to one table: titles, headings in one or two rows, several sheets.

A block is a run of rows below the same headings. Blocks with different columns become one table
whose columns are put side by side where they mean the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from letters.reading.blocks.heading_rows import find_headings, is_heading_of_list
from letters.reading.blocks.merge import Block, merged
from letters.reading.blocks.people_columns import one_person_a_row
from letters.reading.blocks.section_columns import Title, with_departed, with_titles
from letters.reading.blocks.upright import upright
from letters.reading.columns import NOT_READ, repeats_headings
from letters.reading.comments import with_comments
from letters.reading.headings.meanings import folded, meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.questions import Question
from letters.reading.sections import is_section, may_be_section, section_of
from letters.reading.struck_out import is_struck_out, without_marks
from letters.reading.table import (
    OF_A_LIST,
    CannotRead,
    Limits,
    Line,
    Sheet,
    SourceRow,
    Table,
    UnusedText,
    has_letters,
    within_limits,
)
from letters.reading.text.corrections import of_corrections
from letters.reading.text.lines import (
    divided,
    is_around_names,
    list_lines,
    without_number,
)
from letters.reading.text.titles import Below, may_be_title
from letters.reading.words import FAMILY_WORDS, RELATION, TOTALS


def table_of(sheets: Sequence[Sheet], limits: Limits = OF_A_LIST) -> Table:
    """All sheets as one table. Raises CannotRead if there is no name in them."""
    found: list[Block] = []
    unused: list[UnusedText] = []
    count = empty = 0
    for sheet in map(upright, sorted(sheets, key=lambda each: each.hidden)):
        rows = list(within_limits(sheet.rows, count, limits))
        count += len(rows)
        empty += len(sheet.rows) - len(rows)
        unused.extend(sheet.unused)
        found.extend(map(one_person_a_row, map(with_departed, _blocks(sheet, rows, unused))))
    blocks = _with_names([block for block in found if block.lines], unused)
    if not blocks:
        raise CannotRead(
            _("The file has headings but no names below them.")
            if count and not unused
            else _("There is nothing in it.")
            if not count
            else _("We found no names in it.")
        )
    return replace(with_comments(merged(blocks, unused)), empty=empty)


def _with_names(blocks: Sequence[Block], unused: list[UnusedText]) -> list[Block]:
    """The blocks that may hold names, those with headings first; others are put aside."""
    named = [block for block in blocks if _may_have_names(block)] if len(blocks) > 1 else []
    for block in blocks if named else ():
        if block not in named:
            unused.extend(
                UnusedText(line.sheet, line.number, "", cell)
                for line in block.lines
                for cell in (*line.cells, *line.comments)
                if has_letters(cell)
            )
    return sorted(named or blocks, key=lambda block: not block.headings)


def _may_have_names(block: Block) -> bool:
    """False for a sheet of notes or a paragraph beside a table."""
    meanings = {meaning_of(heading) for heading in block.headings} - {None, *NOT_READ}
    return (
        block.table.width > 1
        or bool(meanings)
        or any(RELATION.search(cell) for line in block.lines for cell in line.cells)
    )


def _blocks(sheet: Sheet, rows: list[SourceRow], unused: list[UnusedText]) -> Iterator[Block]:
    width = max((len(row.cells) for row in rows), default=0)
    if width == 1:
        headings = rows[0].cells if is_heading_of_list(rows[0].cells[0]) else ()
        for row in rows[: len(headings)]:
            _put_comments_aside(sheet, row, unused)
        yield _list(sheet, tuple(headings), rows[len(headings) :], unused)
        return
    start, end, headings = find_headings(rows)
    title = _title_of_sheet(sheet)
    for row in rows[:start]:
        title = _title_of(row) or _text_above(row) or title
        _put_aside(sheet, row, unused)
    for row in rows[start:end]:
        _put_comments_aside(sheet, row, unused)
    if not headings and _side_by_side(rows[end:]):
        yield _people_side_by_side(sheet, rows[end:], unused)
        return
    yield from _split_at_headings(sheet, rows[end:], headings, unused, title)


def _split_at_headings(
    sheet: Sheet,
    rows: Sequence[SourceRow],
    headings: tuple[str, ...],
    unused: list[UnusedText],
    title: str,
) -> Iterator[Block]:
    block, titles, below = Block(headings), list[Title](), Below(title)
    questions = _hidden_columns_used(sheet, headings)
    for row in rows:
        if headings and _is_further_heading(row):
            _put_aside(sheet, row, unused)
            if [folded(cell) for cell in row.cells] != [folded(cell) for cell in block.headings]:
                yield with_titles(block, titles)
                block, titles = Block(tuple(row.cells)), []
            continue
        filled = [cell for cell in row.cells if cell]
        if TOTALS.match(filled[0]) or not any(map(has_letters, filled)):
            _put_aside(sheet, row, unused)
            continue
        if found := _title_of(row, is_table=bool(headings)):
            below = Below(found)
            _put_aside(sheet, row, unused)
            continue
        line = _line(sheet, row, row.cells)
        if any(column < len(row.cells) and row.cells[column] for column in questions):
            line = replace(line, questions=(*line.questions, Question.HIDDEN.value))
        below.add(row.number, _only_text(row))
        block.lines.append(line)
        certain = not (below.unclear or (below.apart and below.title != title))
        titles.append(Title(below.title, certain))
    yield with_titles(block, titles)


def _title_of(row: SourceRow, *, is_table: bool = True) -> str:
    """The title that a row is, in one cell or merged over several, perhaps with a number; or ""."""
    text = _only_text(row)
    if not text or is_section(text) or (is_table and FAMILY_WORDS.search(text)):
        return text
    alone = is_table and sum(map(bool, row.cells)) == 1
    is_title = alone and (
        is_around_names(text, mostly_whole=True) or (may_be_title(text) and may_be_section(text))
    )
    return text if is_title else ""


def _only_text(row: SourceRow) -> str:
    """The text of a row that has one, in one cell or merged over several; else ""."""
    found = ""
    for cell in row.cells:
        if cell != found and has_letters(cell):
            if found:
                return ""
            found = cell
    return found


def _text_above(row: SourceRow) -> str:
    """A text above the headings that says something about all rows, among words not known."""
    text = _only_text(row)
    return text if section_of(text) else ""


def _is_further_heading(row: SourceRow) -> bool:
    """Headings among the names begin with one; “Miriam, Deutsch, no, ask about the family” do not.

    Notes and answers may contain the words of headings.
    """
    first = next(cell for cell in row.cells if cell)
    return meaning_of(first) is not None and repeats_headings(row.cells)


def _hidden_columns_used(sheet: Sheet, headings: Sequence[str]) -> list[int]:
    return [
        column
        for column in sheet.hidden_columns
        if column < len(headings)
        and meaning_of(headings[column]) not in {None, Meaning.OTHER, Meaning.LIVING, *NOT_READ}
    ]


def _title_of_sheet(sheet: Sheet) -> str:
    return sheet.name if section_of(sheet.name) else ""


def _list(
    sheet: Sheet, headings: tuple[str, ...], rows: Sequence[SourceRow], unused: list[UnusedText]
) -> Block:
    block, titles = Block(headings), []
    by_number = {row.number: row for row in rows}
    numbered = [(row.number, row.cells[0]) for row in rows]
    corrections = of_corrections(numbered)
    for line in list_lines(numbered):
        if not line.is_name:
            unused.append(UnusedText(sheet.name, line.number, "", line.text))
            continue
        row = by_number[line.number]
        row = replace(row, struck_out=row.struck_out or line.struck_out)
        read = _line(sheet, row, (line.text,))
        if line.number in corrections:
            read = replace(read, questions=(*read.questions, Question.REMARK.value))
        block.lines.append(read)
        titles.append(Title(line.label or _title_of_sheet(sheet), not line.apart))
    named = {line.number for line in block.lines}
    for number in sorted(by_number.keys() - named):
        _put_comments_aside(sheet, by_number[number], unused)
    return with_titles(block, titles)


def _side_by_side(rows: Sequence[SourceRow]) -> bool:
    """Whether rows without headings hold several whole names each, or are below “Boys”, “Girls”."""
    above = [cell for cell in rows[0].cells if cell] if rows else []
    if len(above) > 1 and all(map(is_section, above)):
        return True
    several = [sum(bool(RELATION.search(cell)) for cell in row.cells) for row in rows]
    return sum(count > 1 for count in several) * 2 > len(several)


def _people_side_by_side(
    sheet: Sheet, rows: Sequence[SourceRow], unused: list[UnusedText]
) -> Block:
    block, titles, above = Block(()), list[Title](), dict[int, str]()
    unclear = set[int]()
    last = _title_of_sheet(sheet)
    for row in rows:
        for column, cell in enumerate(row.cells):
            if not any(c.isalpha() for c in cell):
                continue
            text = without_number(cell)
            if is_around_names(text, mostly_whole=True):
                above[column] = last = text
                unclear.discard(column)
                unused.append(UnusedText(sheet.name, row.number, "", text))
                continue
            if may_be_title(text):
                unclear.add(column)
            for person in divided(text):
                block.lines.append(_line(sheet, row, (person,)))
                # A title in one column is hardly above the names of the others.
                certain = column in above and column not in unclear
                titles.append(Title(above.get(column, last), certain))
    return with_titles(block, titles)


def _line(sheet: Sheet, row: SourceRow, cells: Sequence[str]) -> Line:
    questions = []
    if sheet.hidden or row.hidden:
        questions.append(Question.HIDDEN.value)
    first = next((place for place, cell in enumerate(cells) if cell), 0)
    by_marks = bool(cells) and is_struck_out(cells[first])
    if row.struck_out or by_marks:
        questions.append(Question.STRUCK_OUT.value)
    if by_marks:
        cells = [*cells[:first], without_marks(cells[first]), *cells[first + 1 :]]
    if row.comments:
        questions.append(Question.COMMENT.value)
    return Line(row.number, tuple(cells), sheet.name, tuple(questions), tuple(row.comments))


def _put_aside(sheet: Sheet, row: SourceRow, unused: list[UnusedText]) -> None:
    unused.extend(
        UnusedText(sheet.name, row.number, "", text)
        for text in dict.fromkeys(row.cells)
        if any(c.isalpha() for c in text)
    )
    _put_comments_aside(sheet, row, unused)


def _put_comments_aside(sheet: Sheet, row: SourceRow, unused: list[UnusedText]) -> None:
    unused.extend(UnusedText(sheet.name, row.number, "", text) for text in row.comments)
