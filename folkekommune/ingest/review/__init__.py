"""The review of a whole draft: what only shows when visits are held against each other.

It runs over every live visit of a municipality, after loading and before release. Deliveries stay as they
are: what the review takes out stands in a file of its own beside them, made anew whenever they change.
"""
