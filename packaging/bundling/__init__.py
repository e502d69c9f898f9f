"""What a designer installs: the bundle, its archive, its packages, and their papers."""
