"""The look and the sections of the admin."""

from django.templatetags.static import static
from django.utils.functional import lazy

UNFOLD = {
    "SITE_TITLE": "Unity Torah",
    "SITE_HEADER": "Unity Torah",
    "SITE_URL": "/",
    "SHOW_LANGUAGES": True,
    "ENVIRONMENT": "unity_torah.admin.environment_badge",
    "STYLES": [lazy(static, str)("css/admin.css")],
    "SIDEBAR": {"navigation": "unity_torah.admin.navigation"},
    "COLORS": {
        "primary": {
            "50": "237 243 248",
            "100": "214 227 238",
            "200": "173 199 221",
            "300": "126 166 200",
            "400": "78 131 177",
            "500": "46 102 150",
            "600": "29 78 122",
            "700": "24 65 102",
            "800": "20 53 83",
            "900": "16 43 67",
            "950": "10 28 44",
        }
    },
}
