"""Protected cubes at rest: what has been prepared, proposed, approved and withdrawn, and its figures."""
