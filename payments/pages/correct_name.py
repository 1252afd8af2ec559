"""The page on which a family corrects a name, or writes that of a baby."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http.drafts import mark_saved
from letters.holders.name_form import NameForm, hide_choice
from letters.holders.renaming import NameUnchanged, earlier_names
from letters.holders.typed_question import NOTHING_ASKED, ask_about_change
from letters.models import Person
from payments.models import Order, OrderLine
from payments.orders.access import order_view
from payments.orders.corrections import NotCorrectable, correct_name, family_reason_against
from payments.pages.start_payment import SeeOther


class CorrectionForm(NameForm):
    """A name that is registered already. Whom the series is for was decided when it was bought."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.for_children and cleaned.get("kind") == Person.Kind.ADULT:
            self.add_error("kind", _("This scroll is for children."))
        if self.for_children and cleaned.get("departed"):
            self.add_error("departed", _("This scroll is for living children."))
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_view
def correct_name_page(request: HttpRequest, order: Order, position: int) -> HttpResponse:
    """Correct the name of one letter of a family's order; names of lists are corrected there."""
    if order.community_id:
        raise Http404
    lines = OrderLine.objects.select_related("order", "inscription__person", "inscription__letter")
    line = get_object_or_404(lines, order=order, position=position)
    person = line.inscription.person
    form = CorrectionForm(request.POST or None, initial=_initial(person), series=order.series)
    form.may_be_blank = False
    if person.kind == Person.Kind.BABY:
        hide_choice(form.fields["kind"], Person.Kind.BABY)
    reason = family_reason_against(line)
    question = NOTHING_ASKED
    if not reason and form.is_bound and form.is_valid():
        question = ask_about_change(_initial(person), form.cleaned_data)
        answered = not question or request.POST.get("typed_confirmed") == question.digest
        reason = _correct(line, form) if answered else ""
        if answered and not reason:
            page = f"{reverse('order', args=[order.public_id])}?corrected={position}"
            answer = SeeOther(page)
            mark_saved(request, answer)
            return answer
    context = {
        "order": order,
        "person": person,
        "form": form,
        "question": question,
        "naming": person.kind == Person.Kind.BABY,
        "reason": reason,
        "earlier": earlier_names(person),
    }
    status = 409 if reason and form.is_bound else 422 if form.is_bound else 200
    response = render(request, "payments/orders/correct_name.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _initial(person: Person) -> dict[str, Any]:
    """The name as it is; for a baby the form asks for that of a child."""
    initial = {field: getattr(person, field) for field in NameForm.base_fields}
    if person.kind == Person.Kind.BABY:
        initial["kind"] = Person.Kind.CHILD
    return initial


def _correct(line: OrderLine, form: NameForm) -> str:
    """Correct it, or return why not; the same name again is no error."""
    name = {field: form.cleaned_data[field] for field in NameForm.base_fields}
    try:
        correct_name(
            line=line, name=name, reason="corrected by the purchaser", send=True, by_family=True
        )
    except NotCorrectable as refusal:
        return str(refusal)
    except NameUnchanged:
        pass
    return ""
