"""Presentations of indicators, one a file: a picture with its twin in words, for pages, reports and print.

Each takes plain rows and gives a :class:`folkekommune.rendering.presentations.twin.Presentation`: caption,
summary sentence, picture in two widths, and the same figures as a table.
"""
