"""Find my letter: the question, the code that proves the asker's address, and the one answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from families.find.asking import ask, new_question
from families.find.codes import allow_mail, is_right_code, question_by_token, send_code
from families.find.form import CodeForm, QuestionForm
from families.find.kept_question import kept_question, remember_question
from families.find.limits import asker_of
from families.find.proof import is_proved, remember_proof
from families.models import Question
from payments.abuse.checkout_limits import ChallengeRequired, RateLimited
from payments.pages.start_payment import SeeOther

_KEPT = (
    *("given_name", "relation", "mother_name", "father_name", "family_name"),
    *("birth_year", "city", "email"),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Take a question: at once if the browser has proved the address, else after a code."""
    if request.method != "POST":
        return _form(request, QuestionForm(initial=_initial(request)))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    email = form.cleaned_data["email"]
    if is_proved(request, email):
        return _ask(request, form)
    if not allow_mail(request, email):
        return _form(request, form, notice=too_many_mails(), status=429)
    question = new_question(form.cleaned_data, language=request.LANGUAGE_CODE)
    send_code(question)
    response = SeeOther(reverse("find_code", args=[question.token]))
    remember_question(response, question)
    return response


def _ask(request: HttpRequest, form: QuestionForm) -> HttpResponse:
    question = new_question(form.cleaned_data, language=request.LANGUAGE_CODE)
    asker = asker_of(request, email=question.email)
    try:
        ask(question, asker, solution=form.cleaned_data["solution"])
    except (RateLimited, ChallengeRequired) as limit:
        question.delete()
        return _form(request, form, limit=limit, status=429)
    return SeeOther(reverse("find_sent"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_code(request: HttpRequest, token: str) -> HttpResponse:
    """The code proves the address, once a browser; then the question is asked."""
    question = question_by_token(token)
    if question is None:
        return _code(request, CodeForm(), None, status=410)
    if request.method != "POST":
        return _code(request, CodeForm(), question)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code(request, form, question, status=422)
    if not is_right_code(question, form.cleaned_data["code"]):
        form.add_error("code", _("This is not the code from the e-mail. Please check it."))
        left = question_by_token(token)
        return _code(request, form, left, status=422 if left else 410)
    try:
        asker = asker_of(request, email=question.email)
        ask(question, asker, solution=form.cleaned_data["solution"])
        response: HttpResponse = SeeOther(reverse("find_sent"))
    except (RateLimited, ChallengeRequired) as limit:
        response = _code(request, form, question, limit=limit, status=429)
    remember_proof(request, response, question.email)
    return response


@never_cache
@require_safe
def find_sent(request: HttpRequest) -> HttpResponse:
    """The one answer to every question: it is in the mail."""
    return render(request, "families/find/find_sent.html")


def _initial(request: HttpRequest) -> dict[str, Any]:
    """The facts of a question that is asked again: by the link in its answer, or of this browser.

    Before its address is proved, the question's own link shows nothing: it may be passed on.
    """
    token = request.GET.get("question", "")
    if "again" in request.GET:
        asked = kept_question(request)
    else:
        asked = Question.objects.filter(token=token, state=Question.State.ANSWERED).first()
    if asked is None:
        return {}
    return {field: getattr(asked, field) for field in _KEPT} | {
        "birth_year": asked.birth_year or ""
    }


def _form(
    request: HttpRequest,
    form: QuestionForm,
    *,
    notice: str = "",
    limit: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "notice": notice, "limit": limit}
    return render(request, "families/find/find.html", context, status=status)


def _code(
    request: HttpRequest,
    form: CodeForm,
    question: Question | None,
    *,
    limit: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "question": question, "limit": limit}
    return render(request, "families/find/find_code.html", context, status=status)


def too_many_mails() -> str:
    """The same for an address with letters and for one without."""
    return _(
        "Too many e-mails were asked for here. Please wait a few minutes; what you wrote is kept."
    )
