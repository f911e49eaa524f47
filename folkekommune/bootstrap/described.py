"""What released versions say of themselves."""

from __future__ import annotations

from threading import Lock

from folkekommune.catalogue.model import Databank
from folkekommune.store.store import Store


class Described:
    """Databanks as their released versions describe them. A version never changes, so each is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], Databank] = {}
        self._reading = Lock()

    def databank(self, name: str, version: str) -> Databank:
        """Give a databank as a version of it does.

        :raises InputError: ``store.damaged``.
        """
        if (name, version) not in self._known:
            # Every file of the release is looked through: not by everybody who asks at the same time.
            with self._reading:
                if (name, version) not in self._known:
                    self._known[name, version] = self._store.release(name, version).definition
        return self._known[name, version]
