"""Addresses of what everyone sees of the communities."""

from django.urls import path

from communities.pages import compare, public

urlpatterns = [
    path("", compare.comparison, name="communities"),
    path("<slug:slug>/", public.community, name="community"),
    path("<slug:slug>/badge/", public.badge, name="community_badge"),
    path("<slug:slug>/poster.pdf", public.poster, name="community_poster"),
    path("<slug:slug>/cards.pdf", public.cards, name="community_cards"),
]
