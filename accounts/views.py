"""Signing in by a code, for addresses without an account as well: allauth's two pages.

The code of an address that may have an account is in the session, beside allauth's own process that
counts the attempts, and the account is made once it was entered. Until then the answers and the
statements are the same for every address (see accounts.adapter).
"""

from typing import Any

from allauth.account import views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest, HttpResponse

from accounts.adapter import NEW_ACCOUNT_CODE
from accounts.new_accounts import account_of_proved


class RequestLoginCodeView(views.RequestLoginCodeView):  # type: ignore[misc]
    """Sends the code."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the code that was mailed to an address without an account."""
        setattr(self.request, NEW_ACCOUNT_CODE, "")  # the adapter fills it in
        response: HttpResponse = super().form_valid(form)
        self.request.session[NEW_ACCOUNT_CODE] = getattr(self.request, NEW_ACCOUNT_CODE)
        return response


class ConfirmLoginCodeView(views.ConfirmLoginCodeView):  # type: ignore[misc]
    """Compares the code."""

    _process: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {
            "code": self._process.code or self.request.session.get(NEW_ACCOUNT_CODE, ""),
            "known": self._process.user is not None,
        }

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            del self.request.session[NEW_ACCOUNT_CODE]
            user = account_of_proved(self._process.state["email"])
            self._process = LoginCodeVerificationProcess(self._stage_of(user))
        response: HttpResponse = super()._verify_form_valid(form)
        return response

    def _stage_of(self, user: Any) -> Any:
        self.stage.login.user = user
        return self.stage


def request_login_code(request: HttpRequest) -> HttpResponse:
    """The page that sends a code."""
    response: HttpResponse = RequestLoginCodeView.as_view()(request)
    return response


def confirm_login_code(request: HttpRequest) -> HttpResponse:
    """The page where the code is entered."""
    response: HttpResponse = ConfirmLoginCodeView.as_view()(request)
    return response
