"""What can be asked of a data set. Each output has its own rule in disclosure control."""

from folkekommune.query.outputs.dimensions import Category, Dimension
from folkekommune.query.outputs.share_cube import ShareCube
from folkekommune.query.outputs.summary import Summary
from folkekommune.query.outputs.table import Measure, Table

Output = Table | Summary
"""What scripts may ask; a cube is asked for by publication alone."""

__all__ = ["Category", "Dimension", "Measure", "Output", "ShareCube", "Summary", "Table"]
