#!/bin/sh
# Installs Mask Painter for you alone, without root; run it again from a newer version to update.
#
#   sh install.sh            install or update
#   sh install.sh --remove   remove; pictures, masks and preferences stay
#
# Program: ~/.local/opt/mask-painter; command: ~/.local/bin/mask-painter; and an entry in the menu.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/opt/mask-painter
command=$HOME/.local/bin/mask-painter

refresh() {
    # Menus find it by themselves sooner or later; these make it sooner where they exist.
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" || true
    fi
    if command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -t -f "$data/icons/hicolor" || true
    fi
}

refuse_while_running() {
    for process in /proc/[0-9]*; do
        if [ "$(readlink "$process/exe" 2>/dev/null)" = "$program/mask-painter" ]; then
            echo "Mask Painter is running: close it first." >&2
            exit 1
        fi
    done
}

remove_entries() {
    rm -f "$data/applications/mask-painter.desktop" "$data"/metainfo/*.MaskPainter.metainfo.xml
    rm -f "$data"/icons/hicolor/*/apps/mask-painter.png
    rm -f "$data/icons/hicolor/scalable/apps/mask-painter.svg"
}

case "${1:-}" in
--remove)
    refuse_while_running
    remove_entries
    if [ -L "$command" ]; then
        rm -f "$command"
    fi
    rm -rf "$program"
    refresh
    echo "Mask Painter is removed. Your pictures, masks and preferences stay in $data/mask-painter."
    exit 0
    ;;
"") ;;
*)
    echo "usage: sh install.sh [--remove]" >&2
    exit 2
    ;;
esac

if [ "$here" = "$program" ]; then
    echo "This is the installed version: run install.sh from a newer one to update." >&2
    exit 2
fi
if [ -e "$command" ] && [ ! -L "$command" ]; then
    echo "$command is there already and isn't ours: move it away first." >&2
    exit 1
fi
refuse_while_running
mkdir -p "$program.new" "$HOME/.local/bin" "$data/applications"
# Beside the old one first: what fails half-way leaves that as it is.
rm -rf "$program.new"
cp -R "$here" "$program.new"
rm -rf "$program.old"
if [ -e "$program" ]; then
    mv "$program" "$program.old"
fi
mv "$program.new" "$program"
rm -rf "$program.old"
ln -sf "$program/mask-painter" "$command"
remove_entries
cp -R "$here/share/." "$data/"
# Menus know no ~/.local/bin, and a path with spaces is quoted there.
sed -e "s|^Exec=mask-painter|Exec=\"$program/mask-painter\"|" \
    -e "s|^TryExec=.*|TryExec=$program/mask-painter|" \
    "$here/share/applications/mask-painter.desktop" >"$data/applications/mask-painter.desktop"
refresh
echo "Mask Painter is installed: you find it in the menu, or start $command."
