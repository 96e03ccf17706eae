"""What several partnership areas use: annuities, formulas, names, sectors."""
