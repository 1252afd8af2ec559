"""Letters kept for the siyum, in the admin: keep them, return them, honour somebody with one."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from unfold.decorators import action

from core.admin.base import ReadOnlyAdmin
from core.admin.steps import Row, Step, change_url, object_or_404, render_step
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

RESERVE, RETURN, ASSIGN = "keep", "return", "honour"
ALL = 0  # ticked instead of an ordinal


class ReservedLettersAdmin(ReadOnlyAdmin):
    """The buttons about letters that are not in the lottery."""

    def has_keep_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may keep letters, return them and give them."""
        return request.user.has_perm("letters.reserve_letters")

    @action(
        description=gettext_lazy("Keep letters"),
        url_path=RESERVE,
        icon="bookmark_add",
        permissions=["keep"],
    )  # type: ignore[untyped-decorator]
    def keep(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say which letters; see what they are; then they leave the lottery."""
        scroll: Scroll = object_or_404(self, request, object_id)
        form = ReserveForm(request.POST or None, edition=torah.edition(scroll.edition))
        if not form.is_valid():
            return render_step(self, request, scroll, _selection_step(scroll, form))
        which = format_ordinals(form.ordinals)
        if request.POST.get("sure") != which:
            return render_step(self, request, scroll, _reserve_step(scroll, form, which, request))
        try:
            reserve_letters(scroll=scroll, ordinals=form.ordinals)
        except (CannotReserve, WrongState) as refused:
            messages.warning(request, str(refused))
        else:
            self.log_change(request, scroll, f"letters kept for the siyum: {which}")
            messages.success(request, _("They are reserved for the siyum."))
        return redirect(change_url(scroll))

    @action(
        description=gettext_lazy("Return letters"),
        url_path=RETURN,
        icon="bookmark_remove",
        permissions=["keep"],
    )  # type: ignore[untyped-decorator]
    def put_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Tick the letters that nobody is honoured with: they go back into the lottery."""
        scroll: Scroll = object_or_404(self, request, object_id)
        ticked = {int(line) for line in request.POST.getlist("lines") if line.isdecimal()}
        if ALL in ticked:
            ticked = set(_reserved_free(scroll))
        if not ticked:
            return render_step(
                self, request, scroll, _return_step(scroll, asked=request.method == "POST")
            )
        try:
            returned = return_letters(scroll=scroll, ordinals=ticked)
        except WrongState as refused:
            messages.warning(request, str(refused))
        else:
            self.log_change(request, scroll, f"letters returned: {format_ordinals(ticked)}")
            said = ngettext(
                "%(count)s letter can be drawn again.",
                "%(count)s letters can be drawn again.",
                returned,
            )
            messages.success(request, said % {"count": returned})
        return redirect(change_url(scroll))

    @action(
        description=gettext_lazy("Honour with a letter"),
        url_path=ASSIGN,
        icon="person_add",
        permissions=["keep"],
    )  # type: ignore[untyped-decorator]
    def honour_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write the name; see it as it will be printed; then the letter is that person's."""
        scroll: Scroll = object_or_404(self, request, object_id)
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
        try:
            assign_honorary_letter(
                scroll=scroll,
                ordinal=typed["letter"],
                person=person,
                email=typed["email"],
                language=typed["language"],
                on=timezone.localdate(timezone=ZoneInfo(settings.HOME_ZONE)),
            )
        except (CannotReserve, WrongState) as refused:
            messages.warning(request, str(refused))
        else:
            self.log_change(request, scroll, f"letter {typed['letter']:,} to {person.line}")
            messages.success(request, _("The letter is given. The certificate is in the list."))
        return redirect(change_url(scroll))


def letter_rows(scroll: Scroll, ordinals: Iterable[int], selectable: bool = False) -> list[Row]:
    """Letters of a scroll by number, with the parsha, the verse, the word and the letter."""
    edition, language = torah.edition(scroll.edition), get_language() or "en"
    rows = []
    for ordinal in sorted(ordinals):
        letter = edition.letter(ordinal)
        parsha = letter.parsha.hebrew_name if language == "he" else letter.parsha.name
        verse = torah.reference(letter.verse, language)
        rows.append(
            Row(
                value=ordinal,
                name=f"{ordinal:,}",
                mark=letter.character,
                detail=f"{parsha} · {verse} · \u2068{letter.word}\u2069",
                selectable=selectable,
            )
        )
    return rows


def _reserved_free(scroll: Scroll) -> list[int]:
    kept = Letter.objects.reserved_free().filter(scroll=scroll)
    return list(kept.values_list("ordinal", flat=True))


def _hidden_fields(form: forms.Form, request: HttpRequest, sure: str) -> list[tuple[str, str]]:
    """What was typed, to come back with the confirmation."""
    typed = [(name, text) for name in form.fields for text in request.POST.getlist(name)]
    return [*typed, ("sure", sure)]


def _selection_step(scroll: Scroll, form: ReserveForm) -> Step:
    kept = Letter.objects.filter(scroll=scroll, reserved=True).count()
    return Step(
        title=_("Keep letters for the siyum"),
        button=_("See which letters these are"),
        paragraphs=[
            _("They are for those who are honoured at the siyum, and are taken out of the draw."),
            _("Up to %(most)s letters of a scroll can be reserved, until it opens.")
            % {"most": MAX_RESERVED},
        ],
        facts=[(_("Reserved so far"), f"{kept} / {MAX_RESERVED}")],
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


def _return_step(scroll: Scroll, *, asked: bool) -> Step:
    kept = _reserved_free(scroll)
    told = ngettext("The %(count)s letter", "All %(count)s letters", len(kept))
    every = Row(value=ALL, name=told % {"count": len(kept)}, selectable=True)
    paragraphs = [_("The selected letters return to the draw, and are drawn in their turn.")]
    if scroll.state == Scroll.State.FULL:
        paragraphs.append(
            _("The scroll opens again for these letters; the next one waits until then.")
        )
    return Step(
        title=_("Return letters to the draw"),
        button=_("Return the selected"),
        paragraphs=paragraphs,
        rows=[every, *letter_rows(scroll, kept, selectable=True)] if kept else [],
        selectable=True,
        errors=[_("Tick at least one letter.")] if asked else [],
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
