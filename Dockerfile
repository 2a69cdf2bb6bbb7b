# connectindex with all that pages and book need. Build: docker build -t connectindex .
# Use: docker run --rm -v "$PWD:/work" --user "$(id -u):$(id -g)" connectindex build my-edition -o out
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir "hatchling>=1.27" \
    && python -m hatchling build --target wheel --directory /wheel

FROM python:3.13-slim
# Pango has one version a release of Debian
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.lock /tmp/requirements.lock
COPY --from=build /wheel /tmp/wheel
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/requirements.lock \
    && pip install --no-cache-dir --no-deps /tmp/wheel/*.whl \
    && rm -r /tmp/wheel /tmp/requirements.lock
ENV HOME=/tmp
WORKDIR /work
ENTRYPOINT ["connectindex"]
CMD ["--help"]
