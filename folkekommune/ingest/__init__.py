"""From a delivery to a draft: connectors, mapping, identity, pseudonyms, quality."""
