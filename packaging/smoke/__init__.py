"""Parts of smoke_test.py: systems without Python, what a company's network has, and a screen."""
