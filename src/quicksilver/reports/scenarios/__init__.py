"""Charts of scenarios."""
