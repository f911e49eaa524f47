"""Who is who: identity numbers, the vault, pseudonyms, and people who object."""
