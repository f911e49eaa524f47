"""Make a tagged PDF (PDF/UA-1) of a printed page, with WeasyPrint, which comes with the extra ``pdf``."""

from __future__ import annotations

import importlib
from hashlib import sha256
from typing import Any

from folkekommune.errors import UsageError


def pdf_of(page: str) -> bytes:
    """Make a PDF of a page; the same page gives the same bytes.

    :raises UsageError: ``profile.no-weasyprint`` where it is not installed, ``profile.no-pango`` where the
        libraries of the system that it draws with are not.
    """
    library = _library()
    # What stands in the page itself is read, nothing from anywhere else.
    within = library.urls.URLFetcher(allowed_protocols=("data",))
    made: bytes = library.HTML(string=page, url_fetcher=within).write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
        pdf_identifier=sha256(page.encode()).digest()[:16],
    )
    return made


def _library() -> Any:
    try:
        return importlib.import_module("weasyprint")
    except ModuleNotFoundError:
        raise UsageError("profile.no-weasyprint") from None
    except OSError:
        raise UsageError("profile.no-pango") from None
