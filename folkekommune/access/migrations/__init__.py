"""Changes to the control database, in order, run by :mod:`folkekommune.access.database`."""
