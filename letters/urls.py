from django.urls import path

from letters.pages import certificates, home, scrolls, siyum

urlpatterns = [
    path("", home.home, name="home"),
    path("questions/", home.questions, name="questions"),
    path("scrolls/", scrolls.scrolls, name="scrolls"),
    path("siyum/<int:number>/", siyum.siyum, name="siyum"),
    path("siyum/<int:number>/siyum.ics", siyum.calendar_file, name="siyum_calendar"),
    path("scrolls/<int:number>/draw/", siyum.draw, name="draw"),
]
# Printed in QR codes, and with a parameter for their language.
unprefixed = [
    path("certificates/<str:token>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("c/<str:token>/", certificates.certificate_check, name="certificate_check"),
]
