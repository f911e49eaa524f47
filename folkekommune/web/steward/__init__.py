"""The data stewards' pages: deliveries, quality, releases, publication."""
