"""Documents and charts of the mercury cycle."""
