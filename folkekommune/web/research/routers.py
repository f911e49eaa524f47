"""The researchers' pages, to be handed to ``application.create_app``."""

from __future__ import annotations

from fastapi import APIRouter

from folkekommune.web.research import commands, editor, projects, runs, variables, workbench

ROUTERS: tuple[APIRouter, ...] = (
    projects.router,
    commands.router,
    workbench.router,
    editor.router,
    variables.router,
    runs.router,
)
