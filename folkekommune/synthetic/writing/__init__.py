"""Writing deliveries in the shapes of record systems."""
