"""Transport of mercury in the air: from whom deposition comes, where an emission goes, and how sure that is.

The atmosphere is a linear compartment model: cells of a climate times three species (gaseous Hg0, gaseous Hg(II), particulate
HgP). Transport is made of gross fluxes of air by month, vertical mixing, chemistry and deposition of an exponential for
each column. Everything is linear, so that tags add up and a backward run gives the same number as a forward run.
"""

from __future__ import annotations

from quicksilver.package import submodules

__getattr__ = submodules(__name__)
