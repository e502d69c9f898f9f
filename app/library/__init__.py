"""What is kept on disk: pictures, sidecars, masks. Imports no Qt."""
