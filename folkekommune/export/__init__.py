"""The stewards' door: a release's variables as datasets and encrypted packages for microdata.no."""
