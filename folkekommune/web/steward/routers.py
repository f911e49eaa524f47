"""The stewards' pages, in the order they are tried."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.steward import (
    alerts,
    corrections,
    deliveries,
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
    alerts.router,
)
