"""What the web server is told by the installation."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.settings import MunicipalitySettings
from folkekommune.texts import LANGUAGES, Language
from folkekommune.web.oidc.provider import Provider


@dataclass(frozen=True)
class WebSettings:
    """Settings of the pages.

    :param secret: key of the form tokens, the same in every process of an installation.
    :param name: what the installation calls itself, in the header.
    :param synthetic: whether every page says that the persons are made up.
    :param source: address of the source code, for the footer.
    :param address: of the site as everyone reaches it, without a slash at its end; empty where nobody said.
    :param providers: who people can log in with, besides local accounts; they need ``address``.
    :param only_everyone: whether this server has the pages for everyone alone; the others are at ``address``.
    """

    secret: bytes
    name: str = "FolkeKommune"
    synthetic: bool = True
    version: str = ""
    municipalities: tuple[MunicipalitySettings, ...] = ()
    source: str = ""
    address: str = ""
    providers: tuple[Provider, ...] = ()
    only_everyone: bool = False

    @property
    def first_language(self) -> Language:
        """The language of the address ``/``: the first municipality's first one."""
        for municipality in self.municipalities:
            for language in LANGUAGES:
                if municipality.languages and municipality.languages[0] == language:
                    return language
        return LANGUAGES[0]

    def municipality(self, number: str) -> MunicipalitySettings | None:
        """Find what the installation has decided about a municipality."""
        return next((entry for entry in self.municipalities if entry.number == number), None)
