"""Lists that others publish, brought into our tables."""
