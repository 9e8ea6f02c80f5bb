# The same stack for those with Docker: pages built with Node.js, served by Python. `docker compose up`.
FROM node:24-bookworm-slim AS pages
WORKDIR /src/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY pwa/ ./
RUN npm run build

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY grids/ grids/
COPY gis/ gis/
COPY server/ server/
COPY --from=pages /src/pwa/dist pwa/dist
RUN useradd --system --create-home --home-dir /data --shell /usr/sbin/nologin wangge
USER wangge
ENV PYTHONPATH=/app PYTHONSAFEPATH=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    WANGGE_DATA_DIR=/data WANGGE_HOST=0.0.0.0 LANG=C.UTF-8 XDG_CACHE_HOME=/tmp/cache
VOLUME /data
EXPOSE 8460
HEALTHCHECK NONE
ENTRYPOINT ["/app/.venv/bin/python", "-m", "server.cli"]
CMD ["serve"]
