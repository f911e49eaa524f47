"""Find damaged files, each kind by what it carries with it: manifest, seal, structure, or what was noted."""
