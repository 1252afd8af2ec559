"""URLs of communities, and of their members' pages."""

from django.urls import URLPattern, URLResolver, include, path

from communities.pages import (
    api_keys,
    application,
    booth,
    certificate_mails,
    columns,
    correct_name,
    join,
    members,
    name_list,
    name_lists,
    pay,
    personal_links,
    printing,
    registrations,
    row,
    row_edits,
    settings,
    signup_cards,
)

_lists = [
    path("", name_lists.name_lists, name="name_lists"),
    path("<int:pk>/", name_list.name_list_page, name="name_list"),
    path("<int:pk>/new/", row.new_row, name="new_row"),
    path("<int:pk>/columns/", columns.columns, name="list_columns"),
    path("<int:pk>/edits/", row_edits.edit_cells, name="edit_cells"),
    path("<int:pk>/answers/", row_edits.answer, name="answer_question"),
    path("<int:pk>/undo/", row_edits.undo, name="undo_edit"),
    path("<int:pk>/pay/", pay.pay, name="pay_list"),
    path("<int:pk>/orders/<str:public_id>/", pay.unpaid_order, name="unpaid_order"),
    path("<int:pk>/links/", personal_links.personal_links, name="personal_links"),
    path("<int:pk>/links/text/", personal_links.personal_links_text, name="personal_links_text"),
    path("<int:pk>/links/<int:row_id>/", personal_links.update_link, name="personal_link"),
    path("<int:pk>/certificates/", printing.request_certificates, name="request_certificates"),
    path(
        "<int:pk>/certificates/mail/", certificate_mails.certificate_mails, name="certificate_mails"
    ),
]
_signup_cards = [
    path("", signup_cards.signup_cards, name="signup_cards"),
    path("lists/<int:pk>/", signup_cards.signup_card_list, name="signup_card_list"),
    path(
        "lists/<int:pk>/next/<slug:step>/",
        signup_cards.next_signup_card,
        name="next_signup_card",
    ),
    path("<int:pk>/", signup_cards.signup_card, name="signup_card"),
    path("<int:pk>/photo", signup_cards.signup_card_photo, name="signup_card_photo"),
    path("names/<int:pk>/", signup_cards.signup_card_name, name="signup_card_name"),
]
_community: list[URLPattern | URLResolver] = [
    path("", members.community, name="shliach_community"),
    path("members/", members.members, name="shliach_members"),
    path("members/<int:pk>/end/", members.end, name="end_membership"),
    path("settings/", settings.community_settings, name="shliach_settings"),
    path("sharing/", settings.sharing, name="shliach_sharing"),
    path("keys/", api_keys.api_keys, name="api_keys"),
    path("keys/<int:pk>/end/", api_keys.end_api_key, name="end_api_key"),
    path("lists/", include(_lists)),
    path("rows/<int:pk>/", row.row, name="row"),
    path("rows/<int:pk>/correct/", correct_name.correct_name_page, name="correct_name"),
    path("booth/", booth.booth, name="booth"),
    path("booth/state/", booth.booth_state, name="booth_state"),
    path("booth/worker.js", booth.booth_worker, name="booth_worker"),
    path("signup-cards/", include(_signup_cards)),
    path("certificates/<int:pk>/", printing.progress, name="printing"),
    path("certificates/<int:pk>/pdf", printing.download_pdf, name="printing_pdf"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/csv/", registrations.download_registrations, name="download_registrations"),
    path("orders/<str:public_id>/", registrations.order_list, name="order_list"),
]
urlpatterns = [
    path("communities/new/", application.apply_for_community, name="community_application"),
    path("communities/new/sent/", application.application_sent, name="application_sent"),
    path("communities/", include("communities.public_urls")),
    path("join/<str:token>/", join.join, name="join"),
    path("shluchim/", members.home, name="shliach_home"),
    path("shluchim/names.csv", name_lists.list_template, name="list_template"),
    path("shluchim/<slug:slug>/", include(_community)),
]
unprefixed = [path("api/v1/", include("communities.api.urls"))]
