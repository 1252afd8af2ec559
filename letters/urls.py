"""Addresses of the register."""

from django.urls import path

from letters import views

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("certificates/<str:token>.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("c/<str:token>/", views.certificate_check, name="certificate_check"),
]
