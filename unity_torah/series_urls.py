"""The pages of a series that is not the default one, below its slug."""

from django.urls import path

from letters import views
from letters.siyum import pages
from payments.basket.views import basket_page

urlpatterns = [
    path("", views.home, name="series_home"),
    path("about/", views.about, name="series_about"),
    path("letters/new/", basket_page, name="series_basket"),
    path("siyum/<int:number>/", pages.siyum, name="series_siyum"),
    path("scrolls/<int:number>/draw/", pages.draw, name="series_draw"),
]
