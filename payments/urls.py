"""URLs of the basket and of orders."""

from django.urls import path

from payments.basket import first_name, order_locality, second_letter, views
from payments.checkout.webhooks import stripe_webhook
from payments.pages import correct_name, order, receipts, subscription

urlpatterns = [
    path("letters/new/", views.basket_page, name="basket"),
    path("letters/new/name/", first_name.first_name, name="first_name"),
    path("letters/new/read/", views.read_names, name="read_names"),
    path("orders/<str:public_id>/", order.order_page, name="order"),
    path("orders/<str:public_id>/pay/", order.order_pay, name="order_pay"),
    path("orders/<str:public_id>/transfer/", order.order_transfer, name="order_transfer"),
    path("orders/<str:public_id>/status/", order.order_status, name="order_status"),
    path(
        "orders/<str:public_id>/place/<int:position>/",
        order.order_letter_location,
        name="letter_location",
    ),
    path(
        "orders/<str:public_id>/names/<int:position>/",
        correct_name.correct_name_page,
        name="order_name",
    ),
    path("orders/<str:public_id>/locality/", order_locality.order_locality, name="order_locality"),
    path(
        "orders/<str:public_id>/subscriptions/",
        subscription.order_subscription,
        name="order_subscription",
    ),
    path("letters/second/<str:token>/", second_letter.second_letter, name="second_letter"),
    path("orders/<str:public_id>/receipt.pdf", receipts.order_receipt, name="order_receipt"),
    path("orders/<str:public_id>/summary/", receipts.order_summary, name="order_summary"),
]
unprefixed = [path("stripe/webhook/", stripe_webhook, name="stripe_webhook")]
