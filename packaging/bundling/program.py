"""What PyInstaller starts: the program, as its console script does."""

from app.__main__ import run

run()
