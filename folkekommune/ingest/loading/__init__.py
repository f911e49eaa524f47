"""A delivery into a draft, all of it or nothing."""
