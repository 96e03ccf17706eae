"""What the Minamata Convention asks of inventories: its Articles, the initial assessment, the trend, and sums of countries."""
