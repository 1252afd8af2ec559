# One image for web, worker, beat and migrate. Its settings come from the environment alone.
FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/venv \
    UV_PYTHON_DOWNLOADS=never PATH=/opt/venv/bin:$PATH
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /srv/unity_torah
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-default-groups --no-cache
COPY . .
RUN pybabel -q compile -d locale -D django && python -m compileall -q .
# The settings require these variables; collecting files uses none of their values.
RUN SECRET_KEY=only-to-collect-files-0123456789-abcdefghijklmnopqrstuvwxyz ALLOWED_HOSTS=none SITE_URL=https://none \
    DATABASE_URL=postgres://none/none REDIS_URL=redis://none STRIPE_SECRET_KEY=sk_test_none \
    STRIPE_WEBHOOK_SECRET=none EMAIL_URL=smtp://none DEFAULT_FROM_EMAIL=none@none \
    python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin unity && \
    install -d -o unity -g nogroup -m 700 /srv/private
WORKDIR /srv/unity_torah
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/unity_torah .
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER unity
EXPOSE 8000
# No access log: the addresses of orders and certificates are keys to people's names.
CMD ["gunicorn", "unity_torah.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--preload", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
