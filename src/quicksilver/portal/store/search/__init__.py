"""Search in the database."""
