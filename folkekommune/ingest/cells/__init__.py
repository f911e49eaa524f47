"""What stands in the cells of a delivery: batches, columns, words, units and values."""
