"""The page of one reminder."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.calendar.anniversaries import Occasion
from core.calendar.local_day import today
from families.models import Reminder
from families.my_letters.addresses import family_orders
from families.pages.access import family_view, person_or_404
from families.reminders.form import ReminderForm
from families.reminders.reminders import occasion_of, set_reminder
from letters.models import Person
from payments.pages.start_payment import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@family_view
def reminder_page(request: HttpRequest, user: User, person: int) -> HttpResponse:
    """Set the reminder of a person's day, change it, or (`end`) take it off."""
    found = person_or_404(user, person)
    occasion = occasion_of(found)
    there = Reminder.objects.filter(person=found, occasion=occasion).first()
    if "end" in request.POST:
        Reminder.objects.filter(person=found, occasion=occasion).delete()
        messages.success(request, _("The reminder was taken off."))
        return SeeOther(f"{reverse('my_letters')}#people")
    zone = _zone_of(found)
    form = ReminderForm(
        request.POST or None,
        occasion=occasion,
        now=today(zone).civil,
        initial=_initial(found, there),
    )
    if request.method == "POST" and form.is_valid():
        set_reminder(
            person=found,
            event=form.cleaned_data["event"],
            days_before=form.cleaned_data["days_before"],
            language=request.LANGUAGE_CODE,
            zone=zone,
        )
        messages.success(request, _("The reminder is set. Please check the date below."))
        return SeeOther(f"{reverse('my_letters')}#people")
    context = {
        "form": form,
        "person": found,
        "reminder": there,
        "is_yahrzeit": occasion == Occasion.YAHRZEIT,
    }
    return render(
        request, "families/reminders/reminder.html", context, status=422 if form.errors else 200
    )


def _initial(person: Person, there: Reminder | None) -> dict[str, object]:
    if there:
        return ReminderForm.initial_of(there)
    # A child's date of birth, where a series asked for it; the hour was not asked for.
    return {"civil": person.birth_date} if person.birth_date and not person.departed else {}


def _zone_of(person: Person) -> str:
    """The time zone of the purchaser's latest order; "" if there is none."""
    orders = family_orders().filter(purchaser=person.purchaser_id).order_by("-created_at")
    return orders.values_list("zone", flat=True).first() or ""
