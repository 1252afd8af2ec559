"""Addresses of the communities, and of those who serve them."""

from django.urls import path

from communities import application_page, booth_page, member_pages

urlpatterns = [
    path("communities/new/", application_page.ask, name="community_ask"),
    path("communities/new/sent/", application_page.asked, name="community_asked"),
    path("shluchim/", member_pages.home, name="shliach_home"),
    path("shluchim/<slug:slug>/", member_pages.community, name="shliach_community"),
    path("shluchim/<slug:slug>/members/", member_pages.members, name="shliach_members"),
    path("shluchim/<slug:slug>/members/<int:pk>/end/", member_pages.end, name="shliach_end"),
    path("shluchim/<slug:slug>/booth/", booth_page.booth, name="booth"),
    path("shluchim/<slug:slug>/booth/state/", booth_page.state, name="booth_state"),
    path("shluchim/<slug:slug>/booth/worker.js", booth_page.worker, name="booth_worker"),
]
