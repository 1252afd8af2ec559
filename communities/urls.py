"""Addresses of the communities, and of those who serve them."""

from django.urls import include, path, re_path

from communities import (
    application_page,
    batch_pages,
    booth_page,
    cards_page,
    certificate_mail_page,
    join_page,
    keys_page,
    ledger_page,
    link_pages,
    list_page,
    member_pages,
    pay_pages,
    printing_page,
    row_page,
    settings_page,
)

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
    path("shluchim/<slug:slug>/cards/", cards_page.lists, name="cards"),
    path("shluchim/<slug:slug>/cards/<int:pk>/", cards_page.one_list, name="cards_of"),
    re_path(
        r"^shluchim/(?P<slug>[-\w]+)/cards/(?P<pk>\d+)/next/(?P<work>key|check)/$",
        cards_page.next_card,
        name="next_card",
    ),
    path("shluchim/<slug:slug>/card/<int:pk>/", cards_page.card, name="card"),
    path("shluchim/<slug:slug>/card/<int:pk>/photograph", cards_page.photograph, name="photograph"),
    path("shluchim/<slug:slug>/card/names/<int:pk>/", cards_page.card_name, name="card_name"),
    path("shluchim/<slug:slug>/keys/", keys_page.keys, name="api_keys"),
    path("shluchim/<slug:slug>/keys/<int:pk>/end/", keys_page.end_key, name="api_key_end"),
    path("api/v1/", include("communities.api.urls")),
    path("shluchim/<slug:slug>/ledger/", ledger_page.ledger, name="ledger"),
    path("shluchim/<slug:slug>/ledger/csv/", ledger_page.download, name="ledger_download"),
    path(
        "shluchim/<slug:slug>/settings/",
        settings_page.community_settings,
        name="shliach_settings",
    ),
    path("shluchim/<slug:slug>/sharing/", settings_page.sharing, name="shliach_sharing"),
    path("communities/", include("communities.public_urls")),
    path(
        "shluchim/<slug:slug>/batches/<int:pk>/certificates/",
        printing_page.ask,
        name="printing_ask",
    ),
    path(
        "shluchim/<slug:slug>/batches/<int:pk>/certificates/mail/",
        certificate_mail_page.certificate_mails,
        name="certificate_mails",
    ),
    path("shluchim/<slug:slug>/certificates/<int:pk>/", printing_page.progress, name="printing"),
    path(
        "shluchim/<slug:slug>/certificates/<int:pk>/pdf", printing_page.fetch, name="printing_file"
    ),
    path("shluchim/<slug:slug>/batches/<int:pk>/pay/", pay_pages.pay, name="pay_list"),
    path(
        "shluchim/<slug:slug>/batches/<int:pk>/orders/<str:public_id>/",
        pay_pages.unpaid,
        name="pay_unpaid",
    ),
    path("shluchim/<slug:slug>/batches/<int:pk>/links/", link_pages.links, name="links"),
    path(
        "shluchim/<slug:slug>/batches/<int:pk>/links/text/",
        link_pages.links_text,
        name="links_text",
    ),
    path("shluchim/<slug:slug>/batches/<int:pk>/links/<int:row_id>/", link_pages.link, name="link"),
    path("join/<str:token>/", join_page.join, name="join"),
    path(
        "shluchim/<slug:slug>/orders/<str:public_id>/",
        ledger_page.list_of_order,
        name="list_of_order",
    ),
    path("shluchim/<slug:slug>/lists/", batch_pages.lists, name="lists"),
    path("shluchim/names.csv", batch_pages.template, name="list_template"),
    path("shluchim/<slug:slug>/batches/<int:pk>/", list_page.one_list, name="list"),
    path("shluchim/<slug:slug>/batches/<int:pk>/new/", row_page.new_row, name="list_new_row"),
    path("shluchim/<slug:slug>/rows/<int:pk>/", row_page.row, name="list_row"),
]
