"""Preferences and the API key. Imports no Qt."""
