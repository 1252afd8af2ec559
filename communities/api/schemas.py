"""Request and response bodies of the API."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from communities.lists.name_lists import NamedTable
from core.languages import known_language, language_codes
from letters.reading import Field as Column
from letters.reading.table import MAX_ROWS

Cell = Annotated[str, StringConstraints(max_length=200)]
if TYPE_CHECKING:
    Language = str
else:
    Language = Annotated[
        Literal[tuple(language_codes())],
        BeforeValidator(lambda tag: known_language(tag) or tag if isinstance(tag, str) else tag),
    ]
NameListState = Literal["reading", "failed", "open", "stopped", "expired"]
PrintingState = Literal["queued", "running", "done", "stopped", "failed", "expired"]
RowStatus = Literal["unclear", "to_confirm", "ready", "left_out", "ordered"]


class ErrorOut(Schema):
    """Why a request was refused."""

    error: str = Field(description="A word for programs, for example `not_found`.")
    message: str = Field(description="A sentence for people.")


class RowIn(Schema):
    """A name. `mother` or `father` is needed, or all of it in `whole`."""

    model_config = ConfigDict(extra="forbid")

    whole: Cell = Field("", description="“Yosef ben Chana Levi”, “מנחם בן שרה”")
    given: Cell = ""
    civil: Cell = Field("", description="first name of the passport, used if `given` is empty")
    middle: Cell = Field("", description="second given name, where it stands apart")
    relation: Cell = Field("", description="ben, bas, בן or בת")
    mother: Cell = ""
    father: Cell = ""
    parents: Cell = Field("", description="both, as “Chana and Dovid”, where they stand together")
    family: Cell = ""
    kind: Cell = Field("", description="adult (as when empty), child or baby")
    birth_date: Cell = Field(
        "", description="ISO 8601, 2015-03-04; kept only where the series has an age rule"
    )
    departed: Cell = Field("", description="yes for the departed")
    honorific: Cell = Field("", description="ע״ה, ז״ל, … for the departed")
    email: Cell = Field("", description="where the certificate may be sent")
    city: Cell = ""


class _NameListIn(Schema):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    consent: Literal[True] = Field(
        description="These people, or their families, agree that their names, which show that they "
        "are Jewish, are written down to be inscribed in the scroll. Without it nothing is kept."
    )
    language: Language = Field("en", description="of the e-mails to the people in it")
    community: Annotated[str, StringConstraints(max_length=50)] = Field(
        "", description="Slug of the community; required for a key of the committee only."
    )
    series: Annotated[str, StringConstraints(max_length=50)] = Field(
        "",
        description="The word of a series in its address, for example `children`; that of the "
        "home page without one. Where it has an age rule, each row needs `birth_date`.",
    )


class TextIn(_NameListIn):
    """A list as lines of text."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]


class RowsIn(_NameListIn):
    """A list as rows."""

    rows: list[RowIn] = Field(min_length=1, max_length=MAX_ROWS)

    @property
    def table(self) -> NamedTable:
        """The rows as cells, without the columns that are empty in all of them."""
        used = [
            column
            for column in Column
            if column and any(getattr(row, column.value) for row in self.rows)
        ]
        cells = [[getattr(row, each.value) for each in used] for row in self.rows]
        return NamedTable(used or [Column.WHOLE], cells)


class Counts(Schema):
    """Rows by status. Unclear rows and rows to confirm are edited on the list's page."""

    unclear: int
    to_confirm: int = Field(
        description="may be a duplicate or have a letter already, or a part of the name was guessed"
    )
    ready: int = Field(description="can be ordered")
    left_out: int
    ordered: int
    with_letters: int


class NameListOut(Schema):
    """A list and its state."""

    id: int
    community: str
    title: str
    state: NameListState
    created_at: datetime
    rows: int = Field(description="0 while unknown")
    rows_read: int
    error: str = Field(description="why it could not be read")
    counts: Counts
    page: str = Field(description="where members of the community edit it")


class IssueOut(Schema):
    """Something unclear about a row, which must be corrected."""

    code: str
    message: str


class RowOut(Schema):
    """A row of a list. E-mail addresses are never returned."""

    position: int
    name: str = Field(description="as it will be printed")
    status: RowStatus
    issues: list[IssueOut]
    questions: list[str] = Field(description="to be confirmed by a person")
    scroll: int | None = Field(description="the number of the scroll its letter is in")
    certificate: str | None = Field(description="its certificate number")


class RowsOut(Schema):
    """A page of rows in the order of the list."""

    count: int
    rows: list[RowOut]


class PrintingIn(Schema):
    """Language and paper of the certificates."""

    model_config = ConfigDict(extra="forbid")

    language: Language = "en"
    paper: Literal["a4", "letter"] = "a4"


class PrintingOut(Schema):
    """The certificates of a list as one PDF, and its progress."""

    id: int
    list: int
    state: PrintingState
    certificates_done: int
    certificates_total: int
    percent: int
    expires_at: datetime | None


class CommunityNumbers(Schema):
    """How many people of a community have a letter, in any scroll."""

    slug: str
    name: str
    city: str
    country: str = Field(description="ISO 3166-1 alpha-2")
    people: int | None = Field(description="null if fewer than five")
    in_scroll: int | None = Field(
        description="of them in the scroll whose letters are assigned now; null if fewer than five"
    )
    goal: int = Field(description="0 if there is none")


class CountryNumbers(Schema):
    """All communities of a country."""

    country: str
    communities: int
    people: int


class ComparedCommunity(Schema):
    slug: str
    name: str
    country: str
    people: int


class Numbers(Schema):
    """The open scroll, and communities by people in it; at most a minute old.

    Communities of fewer than five people are in none of the numbers.
    """

    scroll: int
    letters: int
    assigned: int
    communities: list[ComparedCommunity] = Field(description="the fifty with the most people")
    countries: list[CountryNumbers]
