"""The addresses of the stewards' API."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.steward.api import (
    audit,
    intake,
    knowing,
    official,
    projects,
    publishing,
    releasing,
    tasks,
    trying,
)

ROUTERS: tuple[APIRouter, ...] = (
    intake.choice,
    intake.router,
    trying.router,
    knowing.router,
    releasing.router,
    tasks.router,
    publishing.router,
    official.router,
    projects.router,
    audit.router,
)
