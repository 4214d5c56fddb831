# The image of an installation with PostgreSQL and Redis: web, worker and scheduler are the same image (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STATIC_MANIFEST=1 \
    VAR_DIR=/data

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt

COPY manage.py ./
COPY partyapp partyapp
COPY members members
COPY admission admission
COPY templates templates
COPY static static
COPY locale locale

# Static files are collected into the image, outside the volume; the key serves this one command only.
RUN SECRET_KEY=only-for-collecting-the-static-files JOURNAL_KEY=only-for-collecting-the-static-files VAR_DIR=/app/var python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --system --uid 10001 --home-dir /data product \
    && mkdir /data \
    && chown product:product /data
ENV STATIC_ROOT=/app/var/static

USER 10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "partyapp.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
