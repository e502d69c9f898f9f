"""Windows, panels and views."""
