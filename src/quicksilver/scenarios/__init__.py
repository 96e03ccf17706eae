"""Courses of the world: drivers and measures to flows by year, costs and targets."""

from __future__ import annotations
