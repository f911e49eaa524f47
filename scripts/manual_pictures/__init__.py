"""Pictures of every page, for the manual: which pages there are, what they show, and how they are taken."""
