"""Addresses of what everyone sees of the communities."""

from django.urls import path

from communities.pages import comparison, public

urlpatterns = [
    path("", comparison.comparison, name="communities"),
    path("<slug:slug>/", public.community, name="community"),
    path("<slug:slug>/badge/", public.badge, name="community_badge"),
    path("<slug:slug>/poster.pdf", public.poster, name="community_poster"),
    path("<slug:slug>/handouts.pdf", public.handouts, name="community_handouts"),
]
