"""Reserved letters in the admin: reserve them, return them, assign one to a person."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.base import ReadOnlyAdmin
from core.admin.decorators import object_action
from core.admin.steps import Row, Step, change_url, refusals_as_warnings, render_step
from core.calendar.local_day import today
from core.forms.text_input import parse_positive_ints
from core.languages import active_language
from letters import torah
from letters.admin.reserved_forms import AssignForm, ReserveForm
from letters.models import Letter, Person, Scroll
from letters.scrolls.scrolls import WrongState
from letters.siyum.letter_selection import format_ordinals
from letters.siyum.reserved_letters import (
    MAX_RESERVED,
    CannotReserve,
    assign_honorary_letter,
    reserve_letters,
    return_letters,
)

RESERVE, RETURN, ASSIGN = "reserve", "return", "assign"
ALL = 0  # the value of the checkbox for all letters


class ReservedLettersAdmin(ReadOnlyAdmin):
    """The actions on letters reserved for the siyum."""

    def has_reserve_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("letters.reserve_letters")

    @object_action(
        description=gettext_lazy("Keep letters"),
        url_path=RESERVE,
        icon="bookmark_add",
        permissions=["reserve"],
    )
    def reserve(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        """Select letters, confirm them, and reserve them."""
        form = ReserveForm(request.POST or None, edition=torah.edition(scroll.edition))
        if not form.is_valid():
            return render_step(self, request, scroll, _selection_step(scroll, form))
        which = format_ordinals(form.ordinals)
        if request.POST.get("sure") != which:
            return render_step(self, request, scroll, _reserve_step(scroll, form, which, request))
        with refusals_as_warnings(request, CannotReserve, WrongState):
            reserve_letters(scroll=scroll, ordinals=form.ordinals)
            self.log_change(request, scroll, f"letters reserved for the siyum: {which}")
            messages.success(request, _("They are reserved for the siyum."))
        return redirect(change_url(scroll))

    @object_action(
        description=gettext_lazy("Return letters"),
        url_path=RETURN,
        icon="bookmark_remove",
        permissions=["reserve"],
    )
    def return_to_draw(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        """Select unassigned reserved letters and return them to the draw."""
        ticked = set(parse_positive_ints(request.POST.getlist("lines")))
        if ALL in ticked:
            ticked = set(_reserved_free(scroll))
        if not ticked:
            return render_step(
                self, request, scroll, _return_step(scroll, submitted=request.method == "POST")
            )
        with refusals_as_warnings(request, WrongState):
            returned = return_letters(scroll=scroll, ordinals=ticked)
            self.log_change(request, scroll, f"letters returned: {format_ordinals(ticked)}")
            message = ngettext(
                "%(count)s letter can be drawn again.",
                "%(count)s letters can be drawn again.",
                returned,
            )
            messages.success(request, message % {"count": returned})
        return redirect(change_url(scroll))

    @object_action(
        description=gettext_lazy("Honour with a letter"),
        url_path=ASSIGN,
        icon="person_add",
        permissions=["reserve"],
    )
    def assign(self, request: HttpRequest, scroll: Scroll) -> HttpResponse:
        """Enter a person, confirm the printed name, and assign a reserved letter."""
        rows = letter_rows(scroll, _reserved_free(scroll))
        letters = [(row.value, f"{row.mark} · {row.name} · {row.detail}") for row in rows]
        form = AssignForm(request.POST or None, letters=letters)
        if not form.is_valid():
            return render_step(self, request, scroll, _name_step(form))
        typed, person = form.cleaned_data, form.person
        if request.POST.get("sure") != person.line:
            return render_step(
                self, request, scroll, _assign_step(form, person, dict(letters), request)
            )
        with refusals_as_warnings(request, CannotReserve, WrongState):
            assign_honorary_letter(
                scroll=scroll,
                ordinal=typed["letter"],
                person=person,
                email=typed["email"],
                language=typed["language"],
                on=today(),
            )
            self.log_change(request, scroll, f"letter {typed['letter']:,} to {person.line}")
            messages.success(request, _("The letter is given. The certificate is in the list."))
        return redirect(change_url(scroll))


def letter_rows(scroll: Scroll, ordinals: Iterable[int], selectable: bool = False) -> list[Row]:
    """A row for each letter, with its number, parsha, verse, word and character."""
    edition, language = torah.edition(scroll.edition), active_language()
    rows = []
    for ordinal in sorted(ordinals):
        letter = edition.letter(ordinal)
        parsha = letter.parsha.title(language)
        verse = torah.reference(letter.verse, language)
        word = torah.drawn_word(letter)
        rows.append(
            Row(
                value=ordinal,
                name=f"{ordinal:,}",
                mark=word.letter if word else "",
                detail=f"{parsha} · {verse} · {_word_or_place(word, letter)}",
                selectable=selectable,
            )
        )
    return rows


def _word_or_place(word: torah.DrawnWord | None, letter: torah.Letter) -> str:
    """The word; for a Divine Name which of its letters it is."""
    if word:
        return f"\u2068{''.join(word)}\u2069"
    return _("letter %(number)s of a Divine Name") % {"number": letter.position_in_word}


def _reserved_free(scroll: Scroll) -> list[int]:
    letters = Letter.objects.reserved_free().filter(scroll=scroll)
    return list(letters.values_list("ordinal", flat=True))


def _hidden_fields(form: forms.Form, request: HttpRequest, sure: str) -> list[tuple[str, str]]:
    """The values typed, posted again with the confirmation."""
    typed = [(name, text) for name in form.fields for text in request.POST.getlist(name)]
    return [*typed, ("sure", sure)]


def _selection_step(scroll: Scroll, form: ReserveForm) -> Step:
    reserved = Letter.objects.filter(scroll=scroll, reserved=True).count()
    return Step(
        title=_("Keep letters for the siyum"),
        button=_("See which letters these are"),
        paragraphs=[
            _("They are for those who are honoured at the siyum, and are taken out of the draw."),
            _("Up to %(most)s letters of a scroll can be reserved, until it opens.")
            % {"most": MAX_RESERVED},
        ],
        facts=[(_("Reserved so far"), f"{reserved} / {MAX_RESERVED}")],
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def _reserve_step(scroll: Scroll, form: ReserveForm, which: str, request: HttpRequest) -> Step:
    count = len(form.ordinals)
    button = ngettext("Keep %(count)s letter", "Keep %(count)s letters", count)
    return Step(
        title=_("Keep letters for the siyum"),
        button=button % {"count": count},
        facts=[(_("Letters"), which)],
        rows=letter_rows(scroll, form.ordinals),
        hidden=_hidden_fields(form, request, which),
    )


def _return_step(scroll: Scroll, *, submitted: bool) -> Step:
    letters = _reserved_free(scroll)
    label = ngettext("The %(count)s letter", "All %(count)s letters", len(letters))
    every = Row(value=ALL, name=label % {"count": len(letters)}, selectable=True)
    paragraphs = [_("The selected letters return to the draw, and are drawn in their turn.")]
    if scroll.state == Scroll.State.FULL:
        paragraphs.append(
            _("The scroll opens again for these letters; the next one waits until then.")
        )
    return Step(
        title=_("Return letters to the draw"),
        button=_("Return the selected"),
        paragraphs=paragraphs,
        rows=[every, *letter_rows(scroll, letters, selectable=True)] if letters else [],
        selectable=True,
        errors=[_("Tick at least one letter.")] if submitted else [],
    )


def _name_step(form: AssignForm) -> Step:
    return Step(
        title=_("Honour someone with a letter"),
        button=_("See the name as it is printed"),
        paragraphs=[
            _("A reserved letter is given to this person, without an order and without a draw.")
        ],
        form=form,
        errors=[str(error) for error in form.non_field_errors()],
    )


def _assign_step(
    form: AssignForm, person: Person, letters: dict[int, str], request: HttpRequest
) -> Step:
    typed = form.cleaned_data
    return Step(
        title=_("Honour someone with a letter"),
        button=_("Give the letter"),
        paragraphs=[_("A letter that is given stays with this name.")],
        facts=[
            (_("As it is printed"), f"{person.line} {person.honorific}".strip()),
            (_("Letter"), letters[typed["letter"]]),
            (_("E-mail address"), typed["email"]),
        ],
        hidden=_hidden_fields(form, request, person.line),
    )
