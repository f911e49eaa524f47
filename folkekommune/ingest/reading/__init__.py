"""From files to rows of occasions: what the connectors share."""
