"""The addresses of the dashboard's API."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.municipality.api import (
    comments,
    comparing,
    indicators,
    measures,
    official,
    overview,
    telling,
)

ROUTERS: tuple[APIRouter, ...] = (
    overview.choice,
    overview.router,
    indicators.router,
    comparing.router,
    measures.router,
    comments.router,
    telling.router,
    official.router,
)
