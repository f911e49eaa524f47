"""Make the delivery factories importable for the tests in this folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "deliveries"))
