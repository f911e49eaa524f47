"""Who there is: places, children, where they live, and their identity numbers."""
