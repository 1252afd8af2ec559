"""What comes and goes."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from communities.lists.name_lists import NamedTable
from communities.reading import Field as Column
from communities.reading.table import MOST_ROWS

Cell = Annotated[str, StringConstraints(max_length=200)]
Language = Literal["en", "he"]
NameListState = Literal["reading", "failed", "open", "closed"]
PrintingState = Literal["queued", "running", "done", "stopped", "failed", "expired"]
RowState = Literal["unclear", "asked", "ready", "left_out", "ordered"]


class Problem(Schema):
    """Why nothing was done."""

    error: str = Field(description="A word for programs, for example `not_found`.")
    message: str = Field(description="A sentence for people.")


class RowIn(Schema):
    """A name. Of `mother` and `father` one is needed, or all of it stands in `whole`."""

    model_config = ConfigDict(extra="forbid")

    whole: Cell = Field("", description="“Yosef ben Chana Levi”, “מנחם בן שרה”")
    given: Cell = ""
    relation: Cell = Field("", description="ben, bas, בן or בת")
    mother: Cell = ""
    father: Cell = ""
    family: Cell = ""
    kind: Cell = Field("", description="adult (as when empty), child or baby")
    departed: Cell = Field("", description="yes for the departed")
    honorific: Cell = Field("", description="ע״ה, ז״ל, … for the departed")
    email: Cell = Field("", description="where his certificate may be sent")
    phone: Cell = ""
    city: Cell = ""


class _NameListIn(Schema):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    language: Language = Field("en", description="of the mails to those in it")
    community: Annotated[str, StringConstraints(max_length=50)] = Field(
        "", description="Its slug; only a key of the committee has to name it."
    )


class TextIn(_NameListIn):
    """A list as lines of text, as a person would paste them."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]


class RowsIn(_NameListIn):
    """A list as rows."""

    rows: list[RowIn] = Field(min_length=1, max_length=MOST_ROWS)

    @property
    def table(self) -> NamedTable:
        """The rows as cells, with the columns in which there is something."""
        used = [
            column
            for column in Column
            if column and any(getattr(row, column.value) for row in self.rows)
        ]
        cells = [[getattr(row, each.value) for each in used] for row in self.rows]
        return NamedTable(used or [Column.WHOLE], cells)


class Counts(Schema):
    """How many rows are where. What is unclear or asked about is settled on the list's page."""

    unclear: int
    asked: int = Field(description="may have a letter already, or stand in a list twice")
    ready: int = Field(description="can be ordered")
    left_out: int
    ordered: int
    with_letters: int


class NameListOut(Schema):
    """A list and how far it is."""

    id: int
    community: str
    title: str
    state: NameListState
    created_at: datetime
    rows: int = Field(description="0 while it is not known")
    rows_read: int
    error: str = Field(description="why it could not be read")
    counts: Counts
    page: str = Field(description="where a shliach works on it")


class Question(Schema):
    """What is unclear about a row."""

    code: str
    message: str


class RowOut(Schema):
    """A row of a list. Addresses are not given out again."""

    position: int
    name: str = Field(description="the line as it will be printed")
    state: RowState
    problems: list[Question]
    asked: list[str]
    scroll: int | None = Field(description="where its letter is")
    certificate: str | None = Field(description="its number")


class RowsOut(Schema):
    """A page of rows in the order of the list."""

    count: int
    rows: list[RowOut]


class PrintingIn(Schema):
    """How certificates are to be set."""

    model_config = ConfigDict(extra="forbid")

    language: Language = "en"
    paper: Literal["a4", "letter"] = "a4"


class PrintingOut(Schema):
    """Certificates of a list as one PDF, and how far it is."""

    id: int
    name_list: int
    state: PrintingState
    sheets: int
    sheets_all: int
    percent: int
    expires_at: datetime | None


class CommunityNumbers(Schema):
    """A community's people who have a letter, in any scroll."""

    slug: str
    name: str
    city: str
    country: str = Field(description="ISO 3166-1 alpha-2")
    people: int
    in_scroll: int = Field(description="of them in the scroll whose letters are given now")
    goal: int = Field(description="0 where there is none")


class CountryNumbers(Schema):
    """The communities of a country together."""

    country: str
    communities: int
    people: int


class Compared(Schema):
    """A community beside the others."""

    slug: str
    name: str
    country: str
    people: int


class Numbers(Schema):
    """The scroll whose letters are given now, and communities by people; a minute old at most."""

    scroll: int
    letters: int
    given: int
    communities: list[Compared] = Field(description="the fifty with the most people")
    countries: list[CountryNumbers]
