"""Protected results as text, HTML, JSON and charts."""
