"""The truth behind the deliveries: written beside them, never loaded."""
