"""The register in the admin: to be read and searched; changed only where it must be."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from letters import torah
from letters.models import (
    Certificate,
    Inscription,
    Letter,
    Person,
    Price,
    Purchaser,
    Scroll,
    Series,
)
from letters.names import exact_key, loose_key
from letters.sheets import parsha_of


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """For what only the program may change."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Rows are written by the program."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """And changed by it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing of the register is deleted."""
        return False


class EstimatedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts a whole table by the planner's estimate; a filtered list is counted truly."""

    @cached_property
    def count(self) -> int:
        """The number of rows."""
        queryset = self.object_list
        assert isinstance(queryset, QuerySet)  # noqa: S101 - narrows the type
        if queryset.query.where:
            return int(queryset.count())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
                [queryset.model._meta.db_table],
            )
            estimate = cursor.fetchone()[0]
        return int(estimate) if estimate > 10_000 else int(queryset.count())


class PriceInline(TabularInline):  # type: ignore[misc]
    """Prices of a series, in minor units."""

    model = Price
    extra = 0


@admin.register(Series)
class SeriesAdmin(ModelAdmin):  # type: ignore[misc]
    """A line of scrolls and its rules."""

    list_display = ["name", "name_he", "audience", "disclosure", "edition"]
    inlines = [PriceInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A series stays."""
        return False


@admin.register(Scroll)
class ScrollAdmin(ReadOnlyAdmin):
    """Scrolls with how far they are: letters given, and columns written."""

    list_display = ["__str__", "state", "given", "free", "columns_written", "opened_at"]
    list_filter = ["state", "series"]
    fields = [
        "series",
        "number",
        "state",
        "edition",
        "dedication",
        "given",
        "free",
        "columns_written",
        "commitment",
        "prepared_at",
        "opened_at",
        "full_at",
        "completed_on",
    ]
    list_select_related = ["series"]

    @admin.display(description=_("letters given"))
    def given(self, scroll: Scroll) -> SafeString | str:
        """So many of 304,805."""
        if not scroll.registered_here:
            return "—"
        given = torah.TOTAL_LETTERS - self._free(scroll)
        percent = f"{100 * given / torah.TOTAL_LETTERS:.1f}"
        return format_html("{} ({} %)", f"{given:,}", percent)

    @admin.display(description=_("letters free"))
    def free(self, scroll: Scroll) -> str:
        """Still in the lottery."""
        return f"{self._free(scroll):,}" if scroll.registered_here else "—"

    def _free(self, scroll: Scroll) -> int:
        return Letter.objects.free().filter(scroll=scroll).count()


@admin.register(Inscription)
class InscriptionAdmin(ReadOnlyAdmin):
    """Who has which letter; searched by name, in either script, or by the letter's number."""

    list_display = ["person", "scroll", "ordinal", "parsha", "created_at"]
    list_select_related = ["person", "letter__scroll__series"]
    search_fields = ["id"]
    search_help_text = _("A name, or the number of a letter")
    paginator = EstimatedPaginator
    readonly_fields = ["scroll", "ordinal", "parsha"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Inscription], term: str
    ) -> tuple[QuerySet[Inscription], bool]:
        """By number of the letter, or by the name."""
        term = term.strip()
        if not term:
            return queryset, False
        if term.isdigit():
            return queryset.filter(letter__ordinal=int(term)), False
        return queryset.filter(person__in=people_named(term)), False

    @admin.display(description=_("scroll"))
    def scroll(self, inscription: Inscription) -> str:
        """Of the letter held."""
        return str(inscription.letter.scroll) if hasattr(inscription, "letter") else "—"

    @admin.display(description=_("letter"))
    def ordinal(self, inscription: Inscription) -> str:
        """Its number in the text."""
        return f"{inscription.letter.ordinal:,}" if hasattr(inscription, "letter") else "—"

    @admin.display(description=_("parsha"))
    def parsha(self, inscription: Inscription) -> str:
        """By the scroll's edition."""
        if not hasattr(inscription, "letter"):
            return "—"
        return parsha_of(inscription.letter).name


def people_named(term: str) -> QuerySet[Person]:
    """The people whose names hold every word of the term, in either script, as typed or near."""
    people = Person.objects.all()
    for word in exact_key(term).split():
        near = loose_key(word)
        match = Q(exact_key__contains=word)
        people = people.filter(match | Q(loose_key__contains=near) if len(near) > 2 else match)
    return people


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """Everyone inscribed or about to be."""

    list_display = ["line", "honorific", "kind", "letter", "created_at"]
    list_filter = ["kind", "departed"]
    list_select_related = ["purchaser"]
    search_fields = ["exact_key"]
    search_help_text = _("A name in Hebrew or Latin letters; marks and titles don’t matter")
    paginator = EstimatedPaginator
    exclude = ["exact_key", "loose_key"]
    readonly_fields = ["letter"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """With the letters, for the list."""
        people: QuerySet[Person] = super().get_queryset(request)
        return people.prefetch_related("inscriptions__letter__scroll__series")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], term: str
    ) -> tuple[QuerySet[Person], bool]:
        """By the keys of the name."""
        if not term.strip():
            return queryset, False
        return queryset.filter(pk__in=people_named(term)), False

    @admin.display(description=_("letter"))
    def letter(self, person: Person) -> str:
        """Scroll and number of the letters held."""
        held = [i.letter for i in person.inscriptions.all() if hasattr(i, "letter")]
        return ", ".join(f"{letter.scroll} · {letter.ordinal:,}" for letter in held) or "—"


@admin.register(Purchaser)
class PurchaserAdmin(ReadOnlyAdmin):
    """Those who paid."""

    list_display = ["email", "language", "created_at"]
    search_fields = ["email"]


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """Certificates issued."""

    list_display = ["__str__", "inscription", "day", "voided_at"]
    list_select_related = ["inscription__person"]
    search_fields = ["=id"]
    paginator = EstimatedPaginator
    exclude = ["token", "check_token"]
