"""Documents that set inventories side by side: two of them, or one under several factor sets."""
