"""The pages of a series that is not the default one, below its slug."""

from django.urls import path

from letters.pages import home, siyum
from payments.basket.views import basket_page

urlpatterns = [
    path("", home.home, name="series_home"),
    path("about/", home.about, name="series_about"),
    path("letters/new/", basket_page, name="series_basket"),
    path("siyum/<int:number>/", siyum.siyum, name="series_siyum"),
    path("scrolls/<int:number>/draw/", siyum.draw, name="series_draw"),
]
