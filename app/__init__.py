"""Mask Painter: paint an inpaint mask, submit it, see the result beside the original."""

__version__ = "0.1.0"
