"""Addresses of what everyone sees of the communities."""

from django.urls import path

from communities import compare_page, public_pages

urlpatterns = [
    path("", compare_page.comparison, name="communities"),
    path("<slug:slug>/", public_pages.community, name="community"),
    path("<slug:slug>/badge/", public_pages.badge, name="community_badge"),
    path("<slug:slug>/poster.pdf", public_pages.poster, name="community_poster"),
    path("<slug:slug>/cards.pdf", public_pages.cards, name="community_cards"),
]
