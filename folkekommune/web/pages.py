"""Put a page together: its template, the shell around it, and the language of its address."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from jinja2 import Template
from starlette.requests import Request
from starlette.responses import HTMLResponse

from folkekommune.access.sessions import Session
from folkekommune.texts import LANGUAGES, Language, text
from folkekommune.web.addresses import in_language, is_public, split_language
from folkekommune.web.assets import Assets
from folkekommune.web.components.navigation import NavigationLink, private_links, public_links
from folkekommune.web.form_tokens import FormTokens
from folkekommune.web.oidc.providers import Providers
from folkekommune.web.ports import Place, Publication, Services
from folkekommune.web.settings import WebSettings
from folkekommune.web.templating import environment


@dataclass(frozen=True)
class Shell:
    """What the shell shows around a page."""

    title: str
    path: str
    language: Language
    alternates: tuple[tuple[Language, str], ...]
    links: tuple[NavigationLink, ...]
    nonce: str
    settings: WebSettings
    assets: Assets
    publication: Publication | None = None
    place: Place | None = None
    session: Session | None = None
    form_token: str = ""
    scripts: tuple[str, ...] = ()
    indexed: bool = True

    @property
    def contact(self) -> str:
        """Where the municipality of the page can be asked."""
        found = self.settings.municipality(self.place.number) if self.place else None
        return found.contact if found else ""

    def is_within(self, link: NavigationLink) -> bool:
        """Say whether the page lies where a link leads: of several it is the one that says the most."""
        path = split_language(self.path)[1]
        fitting = [each.path for each in self.links if path.startswith(each.path)]
        return link.path == max(fitting, key=len, default="")

    @property
    def accessibility_statement(self) -> str:
        """Address of the accessibility statement of the page's municipality, or of the first one."""
        found = self.settings.municipality(self.place.number) if self.place else None
        entries = (found,) if found else self.settings.municipalities
        return next((entry.accessibility_statement for entry in entries if entry), "")


class Pages:
    """Render pages; one for the whole server, found as ``request.app.state.pages``."""

    def __init__(self, settings: WebSettings, services: Services, *, assets: Assets) -> None:
        self.settings = settings
        self.services = services
        self.tokens = FormTokens(settings.secret)
        self.providers = Providers(settings.providers, settings.secret)
        self._assets = assets

    def render(
        self,
        request: Request,
        template: str | Template,
        *,
        title: str,
        status: int = 200,
        place: Place | None = None,
        session: Session | None = None,
        scripts: tuple[str, ...] = (),
        **context: object,
    ) -> HTMLResponse:
        """Render a template inside the shell.

        :param title: what the page is called in the browser, without the installation's name.
        :param place: the municipality the page is about, if it is about one.
        :param session: whose page it is; pages for everyone have none.
        :param scripts: bundles beyond ``base.js``, such as ``workbench.js``; pages for everyone load none.
        """
        language = language_of(request)
        path = request.url.path
        public = is_public(path)
        figures = self.services.citizen_figures if public else self.services.municipal_figures
        query = f"?{request.url.query}" if request.url.query else ""
        shell = Shell(
            title=title,
            path=path,
            language=language,
            alternates=tuple((other, in_language(path, other) + query) for other in LANGUAGES),
            links=private_links(session.user) if session else public_links(),
            nonce=getattr(request.state, "nonce", ""),
            settings=self.settings,
            assets=self._assets,
            publication=figures.publication,
            place=place,
            session=session,
            form_token=self.tokens.of_session(session.token) if session else "",
            scripts=() if public else ("base.js", *scripts),
            indexed=public and status == HTTPStatus.OK,
        )
        html = environment(language).get_template(template).render(shell=shell, **context)
        return HTMLResponse(html, status_code=status, headers={"Content-Language": language})

    def fragment(self, request: Request, template: str, **context: object) -> HTMLResponse:
        """Render a part of a page, for a partial change; ``context`` is all it gets."""
        language = language_of(request)
        return HTMLResponse(environment(language).get_template(template).render(**context))


def pages_of(request: Request) -> Pages:
    """Find the server's pages."""
    pages: Pages = request.app.state.pages
    return pages


def language_of(request: Request) -> Language:
    """Give the language of the address, or that a program asks for, or the installation's first one."""
    language, _ = split_language(request.url.path)
    return language or _asked_for(request) or pages_of(request).settings.first_language


def _asked_for(request: Request) -> Language | None:
    """Give the language that a program asks the API for."""
    asked = request.query_params.get("lang") if request.url.path.startswith("/api/") else None
    return next((language for language in LANGUAGES if language == asked), None)


def say(request: Request, code: str, /, **parameters: object) -> str:
    """Write a text in the language of the page."""
    return text(code, language_of(request), **parameters)
