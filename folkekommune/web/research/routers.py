"""The researchers' pages, to be handed to ``application.create_app``."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.research import (
    acting,
    api,
    api_results,
    api_scripts,
    api_variables,
    commands,
    editor,
    projects,
    recoding,
    result,
    runs,
    scripts,
    variable,
    variables,
    workbench,
)

ROUTERS: tuple[APIRouter, ...] = (
    projects.router,
    commands.router,
    workbench.router,
    acting.router,
    editor.router,
    variables.router,
    variable.router,
    recoding.router,
    scripts.router,
    runs.router,
    result.router,
    api.router,
    api_scripts.router,
    api_variables.router,
    api_variables.reference,
    api_results.router,
)
