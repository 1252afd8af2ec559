from django.urls import path

from letters import views
from letters.siyum import pages

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("siyum/<int:number>/", pages.siyum, name="siyum"),
    path("scrolls/<int:number>/draw/", pages.draw, name="draw"),
    path("certificates/<str:token>.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("c/<str:token>/", views.certificate_check, name="certificate_check"),
]
