"""The question whose code this browser waits for, in a signed cookie: it may be asked again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from families.find.codes import LIFETIME
from families.models import Question

_COOKIE = "find_question"
_SALT = "families.find.kept_question"


def remember_question(response: HttpResponse, question: Question) -> None:
    """Set the cookie; it lasts as long as the code."""
    response.set_signed_cookie(
        _COOKIE,
        question.token,
        salt=_SALT,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def kept_question(request: HttpRequest) -> Question | None:
    """The last question of this browser if it still waits for its code."""
    token = request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=LIFETIME)
    return Question.objects.filter(token=token, state=Question.State.UNPROVED).first()
