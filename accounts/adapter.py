"""Who may have an account, and how allauth sends mail and sees clients."""

from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.known_browsers import remember_browser
from accounts.models import AccountMail
from accounts.new_accounts import may_have_account
from accounts.signals import account_mail_written
from core.forms.text_input import EMAIL_LIMIT
from core.http.client_address import client_address

LOGIN_CODE = "account/email/login_code"
# Attribute of a request for a code, and key in its session: the code for an address that has no
# account and may have one.
NEW_ACCOUNT_CODE = "new_account_code"
# Allauth's mails to addresses that have no account, or have one already: they are not sent.
_NEVER_SENT = {"account/email/unknown_account", "account/email/account_already_exists"}
_LIFETIME = timedelta(days=1)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: the committee makes accounts, and a family that proves its address has one
    (accounts.new_accounts).
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        """ValidationError for an address that is longer than our columns."""
        if len(email) > EMAIL_LIMIT:
            raise ValidationError(_("This e-mail address is too long. Please check it."))
        return email

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client behind our own proxies: a header that it sent itself is not believed."""
        return client_address(request)

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox, with the same steps whether the address has an account.

        Else the time of the answer, or an error of the mail server, would reveal who has one.
        """
        may_be_new = may_have_account(email)
        request = context.get("request")
        to_be_sent = template_prefix not in _NEVER_SENT
        if not to_be_sent:
            code = self.generate_login_code()
            to_be_sent = may_be_new and hasattr(request, NEW_ACCOUNT_CODE)
            if to_be_sent:
                setattr(request, NEW_ACCOUNT_CODE, code)
            template_prefix, context = LOGIN_CODE, {**context, "code": code}
        rendered = self.render_mail(template_prefix, email, {**context, "email": email})
        is_code = template_prefix == LOGIN_CODE
        seconds = timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        mail = AccountMail.objects.create(
            subject=rendered.subject[:200],
            body=rendered.body,
            to_be_sent=to_be_sent,
            expires_at=timezone.now() + (seconds if is_code else _LIFETIME),
        )
        account_mail_written.send(
            sender=AccountMail, mail=mail, recipient=email, language=get_language()
        )

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the browser: limits that strangers can use up don't hold for it."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(response, user)
        return response
