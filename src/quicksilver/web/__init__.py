"""The pages: where a partner fills in its form, the secretariat works a report cycle, and everyone reads what is public.

They hold no logic: what is shown and done comes from the modules below, and who may do it from the table of roles.
"""
