"""The limits of bodies, in the program and in the proxy before it; and what compose limits."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.http.body_limits import API_LIMIT, LIMIT, MEGABYTE, UPLOADS

PROJECT = Path(settings.BASE_DIR)
NGINX = (PROJECT / "deploy" / "nginx.conf").read_text()
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def post(path: str, length: int, client: Client | None = None, **headers: str) -> int:
    """Post a body that claims to be so long; returns the status."""
    answer = (client or Client()).generic(
        "POST", path, b"x", "text/plain", CONTENT_LENGTH=str(length), headers=headers
    )
    return answer.status_code


@pytest.mark.parametrize(
    "path", ["/letters/new/", "/stripe/webhook/", "/nothing/", "/shluchim/x/lists/", "/api/v1/x"]
)
def test_large_body_of_a_stranger_is_refused_unread(db: None, path: str) -> None:
    assert post(path, LIMIT + 1) == 413
    assert post(path, LIMIT) != 413


def test_refusal_says_what_to_do(db: None) -> None:
    answer = Client().generic("POST", "/letters/new/", b"x", CONTENT_LENGTH="9999999")
    assert "at most 3 MB" in answer.content.decode()
    assert "3 מגה" in answer.content.decode()


@pytest.mark.parametrize("length", ["-1", "a", "9" * 40, "²"])
def test_strange_length_is_refused(db: None, length: str) -> None:
    answer = Client().generic("POST", "/letters/new/", b"x", CONTENT_LENGTH=length)
    assert answer.status_code == 413


@pytest.mark.parametrize("name", sorted(UPLOADS))
def test_upload_in_a_session_may_be_larger(db: None, name: str) -> None:
    client = Client()
    client.cookies["sessionid"] = "x"
    arguments = {"slug": "montreal", **({"pk": 1} if name == "signup_card_list" else {})}
    path = reverse(name, kwargs={} if name.startswith("admin:") else arguments)
    assert post(path, UPLOADS[name], client) != 413
    assert post(path, UPLOADS[name] + 1, client) == 413


def test_api_with_a_key_may_send_a_list(db: None) -> None:
    assert post("/api/v1/lists/", API_LIMIT, Authorization="Bearer x") != 413
    assert post("/api/v1/lists/", API_LIMIT + 1, Authorization="Bearer x") == 413


# nginx ----------------------------------------------------------------------------


def _limit_of(path: str) -> int:
    """The limit in bytes that nginx has for a path: the first matching location by expression."""
    default = re.search(r"^        client_max_body_size (\d+)m;", NGINX, re.MULTILINE)
    assert default is not None
    for found in re.finditer(r"location ~ (\S+) \{(.*?)\n        \}", NGINX, re.DOTALL):
        if re.match(found[1], path):
            size = re.search(r"client_max_body_size (\d+)m;", found[2])
            assert size is not None
            return int(size[1]) * 1024 * 1024
    return int(default[1]) * 1024 * 1024


def test_proxy_refuses_no_body_that_the_program_takes() -> None:
    wanted = {
        "/letters/new/": LIMIT,
        "/shluchim/montreal/lists/": UPLOADS["name_lists"],
        "/shluchim/montreal/signup-cards/": UPLOADS["signup_cards"],
        "/shluchim/montreal/signup-cards/lists/1/": UPLOADS["signup_card_list"],
        "/api/v1/lists/": API_LIMIT,
        "/admin/letters/earlierregister/add/": UPLOADS["admin:letters_earlierregister_add"],
    }
    for path, limit in wanted.items():
        assert limit <= _limit_of(path) < limit + 10 * MEGABYTE, path


@pytest.mark.parametrize(
    "directive",
    [
        "proxy_request_buffering on",
        "client_body_timeout 10s",
        "client_header_timeout 10s",
        "limit_conn connections",
        "access_log off",
        "error_log /dev/stderr crit",
    ],
)
def test_proxy_has_its_safeguards(directive: str) -> None:
    assert directive in NGINX


def test_nginx_configuration_is_well_formed() -> None:
    code = re.sub(r'#[^\n]*|"[^"\n]*"', "", NGINX)
    depth = 0
    for line in filter(None, (line.strip() for line in code.splitlines())):
        assert line.endswith((";", "{", "}")), line
        depth += line.count("{") - line.count("}")
        assert depth >= 0
    assert depth == 0


def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    # Outside compose nobody is called web.
    config = tmp_path / "nginx.conf"
    config.write_text(NGINX.replace("server web:8000;", "server 127.0.0.1:8000;"))
    done = subprocess.run([nginx, "-t", "-c", config], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# compose --------------------------------------------------------------------------


def _services() -> dict[str, Any]:
    services: dict[str, Any] = COMPOSE["services"]
    return services


@pytest.mark.parametrize("name", sorted(_services()))
def test_service_has_limits_of_memory_and_temporary_files(name: str) -> None:
    service = _services()[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    for folder in service.get("tmpfs", []):
        assert "size=" in folder


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in _services().items() if "ports" in service] == ["proxy"]
