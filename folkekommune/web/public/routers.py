"""The pages for everyone, in the order they are tried."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.public import (
    api,
    api_files,
    changes,
    embed,
    front,
    indicator_sheet,
    open_data,
    place,
    profile,
    question,
)

ROUTERS: tuple[APIRouter, ...] = (
    front.router,
    place.router,
    profile.router,
    changes.router,
    indicator_sheet.router,
    open_data.router,
    api.router,
    api_files.router,
    embed.router,
    question.router,
)
