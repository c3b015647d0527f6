"""What city staff see of the dispatch besides its record."""
