"""Pages for four kinds of user, one folder each, on one shell and one set of components.

``application.create_app`` ties them together; what the pages need from the rest of the product they
ask for through ``ports``. The public and municipal pages read published figures and nothing else,
so they never import ``application``.
"""
