from django.urls import path

from letters.pages import certificates, home, siyum

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("siyum/<int:number>/", siyum.siyum, name="siyum"),
    path("scrolls/<int:number>/draw/", siyum.draw, name="draw"),
    path("certificates/<str:token>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("c/<str:token>/", certificates.certificate_check, name="certificate_check"),
]
