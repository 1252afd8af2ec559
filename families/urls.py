"""URLs of finding a letter and of a family's own pages."""

from django.urls import path

from families.pages import (
    by_post,
    download,
    erasure,
    erasure_request,
    find,
    find_links,
    find_owner_request,
    gift,
    my_letters,
    privacy,
    reminder,
    telephone,
    telephone_order,
    telephone_person,
    telephone_register,
)

urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/deletions/<str:token>/", erasure.erasure_page, name="erasure"),
    path("privacy/request/", erasure_request.erasure_request_new, name="erasure_request_new"),
    path("privacy/requests/<str:token>/", erasure_request.erasure_request, name="erasure_request"),
    path("find/", find.find, name="find"),
    path("find/code/<str:token>/", find.find_code, name="find_code"),
    path("find/sent/", find.find_sent, name="find_sent"),
    path("find/links/", find_links.find_links, name="find_links"),
    path("find/certificate/", find_links.find_certificate_page, name="find_certificate"),
    path(
        "find/requests/<str:token>/",
        find_owner_request.find_owner_request,
        name="find_owner_request",
    ),
    path("telephone/", telephone.telephone, name="telephone"),
    path("telephone/start/", telephone.telephone_start, name="telephone_start"),
    path("telephone/find/", telephone.telephone_find, name="telephone_find"),
    path("telephone/certificate/", telephone.telephone_certificate, name="telephone_certificate"),
    path("telephone/links/", telephone.telephone_links, name="telephone_links"),
    path(
        "telephone/people/<int:person>/", telephone_person.telephone_person, name="telephone_person"
    ),
    path("telephone/orders/<int:order>/", telephone_order.telephone_order, name="telephone_order"),
    path("telephone/register/", telephone_register.telephone_register, name="telephone_register"),
    path(
        "telephone/register/<slug:series>/",
        telephone_register.telephone_register,
        name="telephone_register_series",
    ),
    path("telephone/end/", telephone.telephone_end, name="telephone_end"),
    path("my-letters/", my_letters.my_letters, name="my_letters"),
    path("my-letters/list/", my_letters.fill_next_list, name="fill_next_list"),
    path("my-letters/next-scroll/", my_letters.next_scroll, name="my_next_scroll"),
    path("my-letters/mails/", my_letters.mail_settings, name="my_mail_settings"),
    path("my-letters/data/", download.my_data, name="my_data"),
    path("my-letters/data/<str:token>/", download.my_data_file, name="my_data_file"),
    path("my-letters/delete/", erasure.erase_mine, name="erase_mine"),
    path("my-letters/people/<int:person>/reminder/", reminder.reminder_page, name="reminder"),
    path("orders/<str:public_id>/delete/", erasure.erase_of_order, name="erase_of_order"),
    path("orders/<str:public_id>/post/", by_post.by_post_page, name="order_by_post"),
    path("orders/<str:public_id>/gift/<int:position>/", gift.gift_page, name="gift"),
    path("orders/<str:public_id>/gift/<int:position>/card.pdf", gift.gift_card, name="gift_card"),
]
