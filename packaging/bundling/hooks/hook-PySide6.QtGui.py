from bundling.recipe import qt_parts

hiddenimports, binaries, datas = qt_parts(__file__)
