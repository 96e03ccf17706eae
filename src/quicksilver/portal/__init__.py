"""The portal: Django, which keeps the register and serves it as pages, administration and programming interface.

It holds no science and no rule of the partnership: what is shown and done comes from the rooms below, and who may do it
from the tables of :mod:`quicksilver.register.rules`.
"""
