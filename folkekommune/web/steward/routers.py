"""The stewards' pages, in the order they are tried."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.steward import (
    alerts,
    audit,
    corrections,
    deliveries,
    figures,
    loads,
    official,
    orders,
    preview,
    project,
    projects,
    quality,
    releases,
    tasks,
    versions,
)

ROUTERS: tuple[APIRouter, ...] = (
    projects.router,
    project.router,
    audit.router,
    deliveries.router,
    corrections.router,
    quality.router,
    preview.router,
    releases.router,
    versions.router,
    figures.router,
    loads.router,
    orders.router,
    tasks.router,
    official.router,
    alerts.router,
)
