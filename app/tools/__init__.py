"""What the pointer does on the canvas. Imports no Qt."""
