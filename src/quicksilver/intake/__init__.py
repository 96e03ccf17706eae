"""What comes in: packaged tables, read once, checked whole, and never changed afterwards."""
