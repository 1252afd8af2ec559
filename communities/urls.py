"""Addresses of the communities, and of those who serve them."""

from django.urls import include, path, re_path

from communities.pages import (
    api_keys,
    application,
    booth,
    certificate_mails,
    join,
    members,
    name_list,
    name_lists,
    pay,
    personal_links,
    printing,
    registrations,
    row,
    settings,
    signup_cards,
)

urlpatterns = [
    path("communities/new/", application.ask, name="community_ask"),
    path("communities/new/sent/", application.asked, name="community_asked"),
    path("shluchim/", members.home, name="shliach_home"),
    path("shluchim/<slug:slug>/", members.community, name="shliach_community"),
    path("shluchim/<slug:slug>/members/", members.members, name="shliach_members"),
    path("shluchim/<slug:slug>/members/<int:pk>/end/", members.end, name="shliach_end"),
    path("shluchim/<slug:slug>/booth/", booth.booth, name="booth"),
    path("shluchim/<slug:slug>/booth/state/", booth.state, name="booth_state"),
    path("shluchim/<slug:slug>/booth/worker.js", booth.worker, name="booth_worker"),
    path("shluchim/<slug:slug>/cards/", signup_cards.lists, name="cards"),
    path("shluchim/<slug:slug>/cards/<int:pk>/", signup_cards.one_list, name="cards_of"),
    re_path(
        r"^shluchim/(?P<slug>[-\w]+)/cards/(?P<pk>\d+)/next/(?P<work>key|check)/$",
        signup_cards.next_card,
        name="next_card",
    ),
    path("shluchim/<slug:slug>/card/<int:pk>/", signup_cards.card, name="card"),
    path(
        "shluchim/<slug:slug>/card/<int:pk>/photograph", signup_cards.photograph, name="photograph"
    ),
    path("shluchim/<slug:slug>/card/names/<int:pk>/", signup_cards.card_name, name="card_name"),
    path("shluchim/<slug:slug>/keys/", api_keys.keys, name="api_keys"),
    path("shluchim/<slug:slug>/keys/<int:pk>/end/", api_keys.end_key, name="api_key_end"),
    path("api/v1/", include("communities.api.urls")),
    path("shluchim/<slug:slug>/ledger/", registrations.ledger, name="ledger"),
    path("shluchim/<slug:slug>/ledger/csv/", registrations.download, name="ledger_download"),
    path(
        "shluchim/<slug:slug>/settings/",
        settings.community_settings,
        name="shliach_settings",
    ),
    path("shluchim/<slug:slug>/sharing/", settings.sharing, name="shliach_sharing"),
    path("communities/", include("communities.public_urls")),
    path(
        "shluchim/<slug:slug>/lists/<int:pk>/certificates/",
        printing.ask,
        name="printing_ask",
    ),
    path(
        "shluchim/<slug:slug>/lists/<int:pk>/certificates/mail/",
        certificate_mails.certificate_mails,
        name="certificate_mails",
    ),
    path("shluchim/<slug:slug>/certificates/<int:pk>/", printing.progress, name="printing"),
    path("shluchim/<slug:slug>/certificates/<int:pk>/pdf", printing.fetch, name="printing_file"),
    path("shluchim/<slug:slug>/lists/<int:pk>/pay/", pay.pay, name="pay_list"),
    path(
        "shluchim/<slug:slug>/lists/<int:pk>/orders/<str:public_id>/",
        pay.unpaid,
        name="pay_unpaid",
    ),
    path("shluchim/<slug:slug>/lists/<int:pk>/links/", personal_links.links, name="links"),
    path(
        "shluchim/<slug:slug>/lists/<int:pk>/links/text/",
        personal_links.links_text,
        name="links_text",
    ),
    path(
        "shluchim/<slug:slug>/lists/<int:pk>/links/<int:row_id>/",
        personal_links.link,
        name="link",
    ),
    path("join/<str:token>/", join.join, name="join"),
    path(
        "shluchim/<slug:slug>/orders/<str:public_id>/",
        registrations.list_of_order,
        name="list_of_order",
    ),
    path("shluchim/<slug:slug>/lists/", name_lists.lists, name="lists"),
    path("shluchim/names.csv", name_lists.template, name="list_template"),
    path("shluchim/<slug:slug>/lists/<int:pk>/", name_list.one_list, name="list"),
    path("shluchim/<slug:slug>/lists/<int:pk>/new/", row.new_row, name="list_new_row"),
    path("shluchim/<slug:slug>/rows/<int:pk>/", row.row, name="list_row"),
]
