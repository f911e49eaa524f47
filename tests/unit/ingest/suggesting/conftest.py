"""Make the factories importable for the tests in this folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "fixtures" / "deliveries"))
