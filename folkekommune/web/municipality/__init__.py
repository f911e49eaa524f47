"""Pages for the municipality's planners: what stands out, each indicator, districts and groups."""
