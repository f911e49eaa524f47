"""The one door: a query goes in, a protected result comes out."""
