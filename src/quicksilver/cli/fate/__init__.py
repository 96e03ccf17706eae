"""Commands of the mercury cycle."""
