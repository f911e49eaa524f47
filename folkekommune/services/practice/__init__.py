"""Practice: invented persons in the form of a release, made from what is public about it and nothing else.

What makes them is given the catalogue's description of a databank and published figures. Neither holds a
row, so no row can be remembered by an invented person, and rows of invented persons may be looked at.
"""
