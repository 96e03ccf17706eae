"""What registers come in and go out in: text, tables, forms, IATI."""
