"""Settings, addresses, middleware and server of the portal."""
