"""Comments on a figure, among those who read a municipality's dashboard. Nobody else ever sees them.

The text lies sealed in the control database, bound to its municipality and its place. Who wrote a comment can
withdraw it; its text is then gone for good.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from folkekommune.access.checks import check_can_read_dashboard
from folkekommune.access.comments import Comments, StoredComment, new_identifier
from folkekommune.access.sealed_texts import of_comments
from folkekommune.access.users import User
from folkekommune.errors import InputError, PermissionRefused
from folkekommune.keys import Keys, SealBrokenError

LONGEST = 2000
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}\s?\d{5}(?!\d)")


@dataclass(frozen=True)
class Comment:
    """A comment as its readers see it.

    :param own: whether the reader wrote it. :param withdrawn: whether it has no text any more.
    """

    identifier: str
    author: str
    written_at: datetime
    text: str
    own: bool
    withdrawn: bool


class CommentBook:
    """The use cases on comments."""

    def __init__(self, comments: Comments, keys: Keys) -> None:
        self._comments = comments
        self._keys = keys

    def about(self, user: User, municipality: str, indicator: str) -> tuple[Comment, ...]:
        """List the comments on an indicator, the newest first.

        :raises PermissionRefused: for who may not read the municipality's dashboard.
        """
        check_can_read_dashboard(user, municipality)
        return tuple(self._opened(user, each) for each in self._comments.about(municipality, indicator))

    def write(self, user: User, municipality: str, indicator: str, text: str) -> str:
        """Write a comment; give its identifier.

        :raises InputError: when it is empty or too long, or holds what looks like an identity number.
        """
        check_can_read_dashboard(user, municipality)
        said = _plain(text)
        identifier = new_identifier()
        content = json.dumps({"comment": identifier, "text": said})
        sealed = self._keys.seal(content.encode(), of_comments(municipality))
        self._comments.add(
            identifier,
            municipality=municipality,
            indicator=indicator,
            by=user,
            sealed=b64encode(sealed).decode(),
        )
        return identifier

    def withdraw(self, user: User, municipality: str, indicator: str, identifier: str) -> None:
        """Take one's own comment back.

        :raises InputError: ``comments.unknown``; :raises PermissionRefused: for another's comment.
        """
        check_can_read_dashboard(user, municipality)
        known = {each.identifier: each for each in self._comments.about(municipality, indicator)}
        if identifier not in known:
            raise InputError("comments.unknown")
        if known[identifier].author != user.identifier:
            raise PermissionRefused("comments.not-own")
        self._comments.withdraw(identifier, municipality=municipality, by=user)

    def _opened(self, user: User, stored: StoredComment) -> Comment:
        withdrawn = stored.withdrawn_at is not None
        return Comment(
            stored.identifier,
            stored.author_name,
            stored.written_at,
            text="" if withdrawn else self._text(stored),
            own=stored.author == user.identifier,
            withdrawn=withdrawn,
        )

    def _text(self, stored: StoredComment) -> str:
        purpose = of_comments(stored.municipality)
        content = json.loads(self._keys.unseal(b64decode(stored.sealed), purpose))
        if content["comment"] != stored.identifier:
            raise SealBrokenError(purpose)
        return str(content["text"])


def _plain(text: str) -> str:
    """Give the text as it is kept: lines that can be printed, none of them empty."""
    lines = ("".join(sign for sign in line if sign.isprintable()).strip() for line in text.splitlines())
    said = "\n".join(filter(None, lines))
    if not said or len(said) > LONGEST:
        raise InputError("comments.length", most=LONGEST)
    if _IDENTITY_NUMBER.search(said):
        raise InputError("comments.identity-number")
    return said
