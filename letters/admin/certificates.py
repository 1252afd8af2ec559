"""Certificates in the admin."""

from django.contrib import admin

from core.admin.base import EstimatedPaginator, ReadOnlyAdmin
from letters.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "inscription", "day", "voided_at"]
    list_select_related = ["inscription__person"]
    search_fields = ["=id"]
    paginator = EstimatedPaginator
    exclude = ["token", "check_token"]
