"""Search people, inscriptions and purchasers in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from core.forms.text_input import parse_positive_int
from letters.admin.renaming import RenameAdmin
from letters.certificates.contents import parsha_of
from letters.matching.keys import word_classes
from letters.matching.words import CONNECTIVES, given_words
from letters.models import Inscription, Person, Purchaser


@admin.register(Inscription)
class InscriptionAdmin(ReadOnlyAdmin):
    """Inscriptions with their letters; searched by name, in any script, or by ordinal."""

    list_display = ["person", "scroll", "ordinal", "parsha", "created_at"]
    list_select_related = ["person", "letter__scroll__series"]
    search_fields = ["id"]
    search_help_text = _("A name, or the number of a letter")
    paginator = EstimatedPaginator
    readonly_fields = ["scroll", "ordinal", "parsha"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Inscription], term: str
    ) -> tuple[QuerySet[Inscription], bool]:
        term = term.strip()
        if not term:
            return queryset, False
        if ordinal := parse_positive_int(term):
            return queryset.filter(letter__ordinal=ordinal), False
        return queryset.filter(person__in=people_named(term)), False

    @admin.display(description=_("scroll"))
    def scroll(self, inscription: Inscription) -> str:
        return str(inscription.letter.scroll) if hasattr(inscription, "letter") else "—"

    @admin.display(description=_("letter"))
    def ordinal(self, inscription: Inscription) -> str:
        return f"{inscription.letter.ordinal:,}" if hasattr(inscription, "letter") else "—"

    @admin.display(description=_("parsha"))
    def parsha(self, inscription: Inscription) -> str:
        if not hasattr(inscription, "letter"):
            return "—"
        return parsha_of(inscription.letter).name


def people_named(term: str) -> QuerySet[Person]:
    """The people whose names have every word of the term, in whatever script it is written.

    Where there are none, those whose names contain every word as a part.
    """
    words = given_words(term)
    searched = [word for word in words if word not in CONNECTIVES] or words
    people = Person.objects.all()
    for word in searched:
        people = people.filter(name_classes__overlap=word_classes(word))
    if people.exists():
        return people
    parts = Person.objects.all()
    for word in searched:
        parts = parts.filter(exact_match_key__contains=word)
    return parts


@admin.register(Person)
class PersonAdmin(RenameAdmin):
    list_display = ["line", "honorific", "kind", "letter", "created_at"]
    list_filter = ["kind", "departed"]
    list_select_related = ["purchaser"]
    search_fields = ["exact_match_key"]
    search_help_text = _("A name in any script; its spelling and titles don’t matter")
    paginator = EstimatedPaginator
    exclude = ["exact_match_key", "match_keys", "name_classes"]
    actions_detail = ["rename"]
    readonly_fields = ["letter"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        people: QuerySet[Person] = super().get_queryset(request)
        return people.prefetch_related("inscriptions__letter__scroll__series")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], term: str
    ) -> tuple[QuerySet[Person], bool]:
        if not term.strip():
            return queryset, False
        return queryset.filter(pk__in=people_named(term)), False

    @admin.display(description=_("name"))
    def line(self, person: Person) -> str:
        return person.line

    @admin.display(description=_("letter"))
    def letter(self, person: Person) -> str:
        """The scroll and ordinal of each letter."""
        held = [i.letter for i in person.inscriptions.all() if hasattr(i, "letter")]
        return ", ".join(f"{letter.scroll} · {letter.ordinal:,}" for letter in held) or "—"


@admin.register(Purchaser)
class PurchaserAdmin(ReadOnlyAdmin):
    list_display = ["email", "language", "created_at"]
    search_fields = ["email"]
