"""The pages of the dashboard, in the order they are tried: an indicator by its name comes last."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.municipality import (
    about,
    comments,
    compare,
    data_quality,
    districts,
    front,
    indicator,
    inequality,
    measures,
    news,
    outside,
    report,
    themes,
)

ROUTERS: tuple[APIRouter, ...] = (
    front.router,
    themes.router,
    compare.router,
    districts.router,
    data_quality.router,
    measures.router,
    report.router,
    about.router,
    news.router,
    outside.router,
    inequality.router,
    comments.router,
    indicator.router,
)
