"""The stewards' pages, in the order they are tried."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.steward import (
    alerts,
    corrections,
    deliveries,
    figures,
    loads,
    official,
    preview,
    quality,
    releases,
    versions,
)

ROUTERS: tuple[APIRouter, ...] = (
    deliveries.router,
    corrections.router,
    quality.router,
    preview.router,
    releases.router,
    versions.router,
    figures.router,
    loads.router,
    official.router,
    alerts.router,
)
