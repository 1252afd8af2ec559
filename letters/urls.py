from django.urls import path

from letters.pages import certificate_sample, certificates, glance, home, scrolls, siyum

urlpatterns = [
    path("", home.home, name="home"),
    path("questions/", home.questions, name="questions"),
    path("scrolls/", scrolls.scrolls, name="scrolls"),
    path("siyum/<int:number>/", siyum.siyum, name="siyum"),
    path("siyum/<int:number>/siyum.ics", siyum.calendar_file, name="siyum_calendar"),
    path("scrolls/<int:number>/draw/", siyum.draw, name="draw"),
]
# Pictures, and what is printed in QR codes with a parameter for its language.
unprefixed = [
    path(
        "scrolls/<int:number>/glance-<str:ground>-<str:fingerprint>.png",
        glance.picture,
        name="glance",
    ),
    path(
        "certificates/sample-<str:language>.png",
        certificate_sample.certificate_sample,
        name="certificate_sample",
    ),
    path("certificates/<str:token>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("c/<str:token>/", certificates.certificate_check, name="certificate_check"),
]
