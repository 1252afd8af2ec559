"""Addresses of the orders."""

from django.urls import path

from payments import views
from payments.webhooks import stripe_webhook

urlpatterns = [
    path("letters/new/", views.basket, name="basket"),
    path("orders/<str:public_id>/", views.order, name="order"),
    path("orders/<str:public_id>/pay/", views.order_pay, name="order_pay"),
    path("orders/<str:public_id>/status/", views.order_status, name="order_status"),
    path("orders/<str:public_id>/place/<int:position>/", views.order_place, name="order_place"),
    path("stripe/webhook/", stripe_webhook, name="stripe_webhook"),
]
