"""What answers queries: a plain reference engine and the fast ones."""
