"""The pages of a series that is not the default one, below its slug."""

from django.urls import path

from letters.pages import certificate_sample, glance, home, scrolls, siyum
from payments.basket.first_name import first_name
from payments.basket.views import basket_page, read_names

urlpatterns = [
    path("", home.home, name="series_home"),
    path("questions/", home.questions, name="series_questions"),
    path("about/", home.old_questions, name="series_old_questions"),
    path("scrolls/", scrolls.scrolls, name="series_scrolls"),
    path(
        "certificates/sample-<str:language>.png",
        certificate_sample.certificate_sample,
        name="series_certificate_sample",
    ),
    path("letters/new/name/", first_name, name="series_first_name"),
    path("letters/new/", basket_page, name="series_basket"),
    path("letters/new/read/", read_names, name="series_read_names"),
    path("siyum/<int:number>/", siyum.siyum, name="series_siyum"),
    path("siyum/<int:number>/siyum.ics", siyum.calendar_file, name="series_siyum_calendar"),
    path("scrolls/<int:number>/draw/", siyum.draw, name="series_draw"),
    path(
        "scrolls/<int:number>/glance-<str:ground>-<str:fingerprint>.png",
        glance.picture,
        name="series_glance",
    ),
]
