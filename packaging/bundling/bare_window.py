"""The least that shows a window with PySide6: what the benchmark measures the program against."""

import sys

from PySide6.QtWidgets import QApplication, QWidget

application = QApplication(sys.argv)
window = QWidget()
window.resize(1280, 820)
window.show()
sys.exit(application.exec())
