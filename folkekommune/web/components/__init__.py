"""What the pages share: shell, number card, chart, table, signs."""
