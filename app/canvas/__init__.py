"""The picture, its mask, and everything that changes it. Imports no Qt."""
