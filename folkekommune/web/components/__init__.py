"""Parts that several audiences' pages are made of.

Templates (``templates/``): ``shell.html`` (extend it), ``number_card.html``, ``table.html``,
``figure.html``, ``notice.html``, ``progress.html``, ``fields.html``, ``editor.html`` (import their
macros). The data they take are the small classes of this folder. Each part stands in the gallery
(``folkekommune.web.gallery``) in every state.
"""
