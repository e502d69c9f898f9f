"""The sample pictures, painted in layers, back to front, at twice their size."""
