"""What an inventory gives: result, tables, receipt, explanation, comparison, sensitivity, files."""
