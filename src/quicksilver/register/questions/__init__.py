"""Questions that a register answers: gaps, targets, ledger, mandates, directory and more."""
