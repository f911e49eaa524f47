"""The division into municipalities and districts, population, borders over time."""
