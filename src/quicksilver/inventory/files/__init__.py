"""What an inventory is written in: fields, workbooks, tables, the template and the examples."""
