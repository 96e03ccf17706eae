"""Quality checks of an inventory: what they find, amounts against published figures, detail against national rows."""
