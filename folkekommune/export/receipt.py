"""What was exported, from which version, approved by whom; no rows and no counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from folkekommune.export.order import Exported, Order
from folkekommune.settings import Mode

RECEIPT = "export.json"


def write_receipt(order: Order, mode: Mode, out: Path, done: Sequence[Exported]) -> None:
    """Write the receipt into the output folder."""
    content = {
        "databank": order.release.databank,
        "version": order.release.version,
        "municipalities": order.parts,
        "mode": mode.value,
        "approvers": order.approvers,
        "datasets": [
            {"name": entry.name, "sha256": entry.sha256, "package": bool(entry.package)} for entry in done
        ],
    }
    fresh = out / f".{RECEIPT}"
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(out / RECEIPT)
