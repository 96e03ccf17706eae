"""Accounts of persons and their signing in."""
