#!/bin/sh
# Installs Mask Painter for you alone, without root; run it again from a newer version to update.
#
#   sh install.sh            install or update
#   sh install.sh --remove   remove; pictures, masks and preferences stay
#
# Program: ~/.local/opt/mask-painter; command: ~/.local/bin/mask-painter; and an entry in the menu.
set -eu

needed=@GLIBC@

say() { # in English, in Russian
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
    ru*) printf '%s\n' "$2" ;;
    *) printf '%s\n' "$1" ;;
    esac
}

refuse() {
    say "$@" >&2
    exit 1
}

real() { # where a folder is when no link leads there; nothing if it isn't
    (CDPATH='' cd -- "$1" 2>/dev/null && pwd -P) || true
}

here=$(real "$(dirname -- "$0")")
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ]; then
    refuse "Mask Painter is installed in your home folder, and HOME names none." \
        "Mask Painter устанавливается в домашнюю папку, а переменная HOME на неё не указывает."
fi
if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
    refuse "Run it without sudo: it installs Mask Painter for you alone." \
        "Запустите без sudo: Mask Painter устанавливается только для вас."
fi
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/opt/mask-painter
command=$HOME/.local/bin/mask-painter

refuse_old_system() {
    # Empty where it isn't known: then the program itself has to tell.
    found=$(getconf GNU_LIBC_VERSION 2>/dev/null) || found=
    found=${found#glibc }
    minor=${found#2.}
    if [ -n "$found" ] && [ "${minor%%.*}" -lt "${needed#2.}" ]; then
        refuse "Mask Painter needs a newer Linux, with glibc $needed; this one has $found." \
            "Для Mask Painter нужна более новая система, с glibc $needed; здесь $found."
    fi
}

refresh() {
    # Menus find it by themselves sooner or later; these make it sooner where they exist.
    if [ -d "$data/applications" ] && command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" || true
    fi
    if [ -d "$data/icons/hicolor" ] && command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -t -f "$data/icons/hicolor" || true
    fi
}

refuse_while_running() {
    installed=$(real "$program")
    for process in /proc/[0-9]*; do
        if [ "$(readlink "$process/exe" 2>/dev/null)" = "$installed/mask-painter" ]; then
            refuse "Mask Painter is running: close it first." \
                "Mask Painter запущен: сначала закройте его."
        fi
    done
}

remove_entries() {
    rm -f "$data/applications/mask-painter.desktop" "$data/metainfo/@ID@.metainfo.xml"
    rm -f "$data"/icons/hicolor/*/apps/mask-painter.png
    rm -f "$data/icons/hicolor/scalable/apps/mask-painter.svg"
}

is_ours() { # whether a command leads to what this installs, by whatever name of the home
    case $(readlink "$1") in
    */.local/opt/mask-painter/mask-painter) true ;;
    *) false ;;
    esac
}

escaped() { # as the line "Exec" of a menu entry takes it between quotes
    printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g'
}

case "${1:-}" in
--remove)
    refuse_while_running
    remove_entries
    if is_ours "$command"; then
        rm -f "$command"
    fi
    rm -rf "$program" "$program.new" "$program.old"
    refresh
    say "Mask Painter is removed. Your pictures, masks and preferences stay in $data/mask-painter." \
        "Mask Painter удалён. Изображения, маски и настройки остались в $data/mask-painter."
    exit 0
    ;;
"") ;;
*)
    say "Usage: sh install.sh [--remove]" "Использование: sh install.sh [--remove]" >&2
    exit 2
    ;;
esac

if [ "$here" = "$(real "$program")" ]; then
    refuse "This is the installed version: run install.sh from a newer one to update." \
        "Это уже установленная версия: для обновления запустите install.sh из более новой."
fi
if { [ -e "$command" ] || [ -L "$command" ]; } && ! is_ours "$command"; then
    refuse "$command is there already and isn't ours: move it away first." \
        "Файл $command уже есть, и он не от Mask Painter: сначала уберите его."
fi
refuse_old_system
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
# Menus know no ~/.local/bin.
while IFS= read -r line; do
    case $line in
    Exec=*) printf 'Exec="%s"%s\n' "$(escaped "$program/mask-painter")" "${line#Exec=mask-painter}" ;;
    TryExec=*) printf 'TryExec=%s\n' "$program/mask-painter" | sed 's/\\/\\\\/g' ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$here/share/applications/mask-painter.desktop" >"$data/applications/mask-painter.desktop"
refresh
say "Mask Painter is installed: you find it in the menu, or start $command." \
    "Mask Painter установлен: он есть в меню приложений, а команда — $command."
