"""What a record system's export means, written in files."""
