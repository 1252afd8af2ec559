"""The list of names that begins with the one that was asked about; its URL has a token only."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from families.models import Question
from letters.models import Person, Series
from letters.series import open_series, series_url
from payments.basket.initial import InitialList

PARAMETER = "asked"


def filled_list_url(question: Question) -> str:
    """The list of the first series that letters can be ordered in."""
    series = next(iter(open_series()), None)
    path = series_url("basket", series) if series else reverse("basket")
    return f"{settings.SITE_URL}{path}?{PARAMETER}={question.token}"


def filled_list(request: HttpRequest, series: Series) -> InitialList | None:
    """The name of a question that was answered and is not deleted yet."""
    token = request.GET.get("asked", "")
    question = Question.objects.filter(token=token, state=Question.State.ANSWERED).first()
    if not token or question is None:
        return None
    kind = Person.Kind.CHILD if series.has_age_rule else Person.Kind.ADULT
    person = Person(
        kind=kind,
        given_name=question.given_name,
        relation=question.relation,
        mother_name=question.mother_name,
        father_name=question.father_name,
        family_name=question.family_name,
        city=question.city,
    )
    return InitialList([person], question.email)
