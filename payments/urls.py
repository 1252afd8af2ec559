"""Addresses of the orders."""

from django.urls import path

from payments import basket_page, order_page, receipt_pages, standing_page
from payments.webhooks import stripe_webhook

urlpatterns = [
    path("letters/new/", basket_page.basket, name="basket"),
    path("orders/<str:public_id>/", order_page.order, name="order"),
    path("orders/<str:public_id>/pay/", order_page.order_pay, name="order_pay"),
    path("orders/<str:public_id>/transfer/", order_page.order_transfer, name="order_transfer"),
    path("orders/<str:public_id>/status/", order_page.order_status, name="order_status"),
    path(
        "orders/<str:public_id>/place/<int:position>/", order_page.order_place, name="order_place"
    ),
    path("orders/<str:public_id>/standing/", standing_page.order_standing, name="order_standing"),
    path("stripe/webhook/", stripe_webhook, name="stripe_webhook"),
    path("orders/<str:public_id>/receipt.pdf", receipt_pages.order_receipt, name="order_receipt"),
    path("orders/<str:public_id>/summary/", receipt_pages.order_summary, name="order_summary"),
]
