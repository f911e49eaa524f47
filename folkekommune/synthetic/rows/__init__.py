"""Deliveries of plain rows, drawn as a databank's ``synthetic/rows.toml`` says; no subject is known here."""
