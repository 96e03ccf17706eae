"""Commands around a national inventory: what they print, and imports of workbooks of the Toolkit's kind."""
