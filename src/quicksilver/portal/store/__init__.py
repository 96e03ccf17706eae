"""Records in the database: mapping, reading, writing, history, backup, search."""
