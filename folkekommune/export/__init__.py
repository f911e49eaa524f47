"""The stewards' door: datasets and packages for microdata.no."""
