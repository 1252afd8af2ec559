"""The code that proves an asker's address, once a browser; no account is made."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import AccountMail
from accounts.signals import account_mail_written
from core.http.client_address import client_address
from families.find.proof import keyed_hash
from families.models import Question

LIFETIME = timedelta(minutes=20)
MAX_ATTEMPTS = 5
# Of mails that anybody can have sent to any address, by this app's forms together.
RATES = {
    "client": "20/m/key,200/h/key",
    "client_and_address": "3/m/key,6/h/key",
    "address": "3/m/key,12/h/key",
}


def allow_mail(request: HttpRequest, email: str) -> bool:
    """Whether one more mail may be sent to this address now; if so, count it."""
    email, client = email.lower(), client_address(request)
    keys = {"client": client, "client_and_address": f"{client} {email}", "address": email}
    return all(
        ratelimit.consume(request, app="families", action=action, config=RATES, key=key) is not None
        for action, key in keys.items()
    )


@transaction.atomic
def send_code(question: Question) -> None:
    """Mail a code for the question's address; like a code to sign in it has no quiet hours."""
    code = get_adapter().generate_login_code()
    Question.objects.filter(pk=question.pk).update(code_hash=_hash(question, code))
    mail = AccountMail.objects.create(
        subject=_("Your code: %(code)s") % {"code": code},
        body="\n\n".join(
            [
                _("Your code for “Find my letter”:"),
                code,
                _(
                    "With it you prove that this address is yours; the answer to your question "
                    "is then sent to it. If you did not ask, you can ignore this e-mail."
                ),
                _("Unity Torah"),
            ]
        ),
        to_be_sent=True,
        expires_at=timezone.now() + LIFETIME,
    )
    account_mail_written.send(
        sender=AccountMail, mail=mail, recipient=question.email, language=get_language()
    )


def question_by_token(token: str) -> Question | None:
    """The question that waits for its code; None once it is answered, too old or tried out."""
    return Question.objects.filter(
        token=token,
        state=Question.State.UNPROVED,
        code_attempts__lt=MAX_ATTEMPTS,
        created_at__gt=timezone.now() - LIFETIME,
    ).first()


def is_right_code(question: Question, code: str) -> bool:
    """Whether this is the code from the mail; counts the attempt, of which there are a few."""
    counted = Question.objects.filter(
        pk=question.pk, state=Question.State.UNPROVED, code_attempts__lt=MAX_ATTEMPTS
    ).update(code_attempts=F("code_attempts") + 1)
    typed = _hash(question, code.strip().upper().replace("-", "").replace(" ", ""))
    return bool(counted) and constant_time_compare(typed, question.code_hash)


def _hash(question: Question, code: str) -> str:
    return keyed_hash("code", f"{question.pk} {code.upper().replace('-', '')}")
