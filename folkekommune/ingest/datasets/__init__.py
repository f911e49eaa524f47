"""Datasets that are in microdata.no's format already: a databank is made of what they say of themselves."""
