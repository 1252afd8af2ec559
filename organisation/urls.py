"""URLs of the pages with a text of the committee."""

from django.urls import path

from organisation import pages

urlpatterns = [
    path("about/", pages.about, name="about"),
    path("terms/", pages.terms, name="terms"),
    path("contact/", pages.contact, name="contact"),
]
