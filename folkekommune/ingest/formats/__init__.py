"""Files as they come: zip, gzip, XML, sheets and lines, read safely and piece by piece."""
