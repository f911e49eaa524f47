"""Norwegian identity numbers: series, control digits, the synthetic series."""
