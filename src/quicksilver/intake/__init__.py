"""What comes in: tables, workbooks and texts, with their limits and the place of everything read."""
