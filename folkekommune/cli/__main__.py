"""Run the command line as ``python -m folkekommune.cli``."""

from folkekommune.cli import main

main()
