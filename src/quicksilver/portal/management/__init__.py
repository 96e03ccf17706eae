"""Commands of Django that the portal changes."""
