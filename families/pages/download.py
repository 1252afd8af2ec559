"""A copy of one's own data: asked for, made by the worker, fetched by the one who asked."""

from django.contrib.auth.models import User
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from families.models import DataDownload
from families.pages.access import family_view
from families.privacy.downloads import TooMany, latest_of, open_copy, request_download
from payments.pages.start_payment import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@family_view
def my_data(request: HttpRequest, user: User) -> HttpResponse:
    """POST asks for a copy; GET shows how far the latest one is."""
    notice, status = "", 200
    if request.method == "POST":
        try:
            request_download(user, language=request.LANGUAGE_CODE)
        except TooMany:
            notice, status = _("You had five copies made today. Please come back tomorrow."), 429
        else:
            return SeeOther(request.path)
    return _page(request, user, notice, status)


@require_GET
@family_view
def my_data_file(request: HttpRequest, user: User, token: str) -> HttpResponseBase:
    """The file, for its own user; a link that is too old is a sentence."""
    made = get_object_or_404(DataDownload, token=token, user=user)
    try:
        file = open_copy(made, user)
    except FileNotFoundError:
        return _page(
            request, user, _("This copy was deleted after two days. Have it made anew."), 410
        )
    return FileResponse(file, as_attachment=True, filename="my-data.zip")


def _page(request: HttpRequest, user: User, notice: str, status: int) -> HttpResponse:
    context = {"made": latest_of(user), "notice": notice}
    part = request.headers.get("HX-Request")
    template = "families/privacy/_download.html" if part else "families/privacy/download.html"
    return render(request, template, context, status=status)
