"""The one currency: mercury by region, sector, technology, quantity, pathway and year."""
