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
    trying,
)

ROUTERS: tuple[APIRouter, ...] = (
    intake.choice,
    intake.router,
    trying.router,
    knowing.router,
    releasing.router,
    publishing.router,
    official.router,
    projects.router,
    audit.router,
)
