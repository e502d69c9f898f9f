; Installs Mask Painter for one user, without asking for an administrator.
;
; packaging/bundling/windows.py compiles it (makensis, 3.0 or newer) and defines:
;   NAME, COMMAND     what the program is called, to people and on disk
;   VERSION, NUMBERS  such as 1.2.3 and 1.2.3.0
;   SOURCE, SIZE_KB   the folder that PyInstaller has made, and how large it is
;   ICON, TARGET      the .ico file, and the installer to write
;   SIGN              optional: the command that signs the file whose path is put after it
;
; /S installs and removes without a window, /D=FOLDER (the last option) elsewhere.

Unicode true
!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\${COMMAND}.exe"
!define CLASSES "Software\Classes"
; Not "uninstall.exe", as others have it: by this file a folder is known to be ours.
!define UNINSTALLER "${COMMAND}-uninstall.exe"
!define PICTURE "MaskPainter.Picture"
!define ASSOCIATIONS_CHANGED 0x08000000

Name "${NAME}"
OutFile "${TARGET}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
; Where it was put the last time.
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText " "

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "${NAME}"
VIAddVersionKey "LegalCopyright" "${NAME}"

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
  !finalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${COMMAND}.exe"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(kept)"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The system's language decides; what is neither gets the first.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Russian"

LangString too_old ${LANG_ENGLISH} "${NAME} needs Windows 10 or newer, 64-bit."
LangString too_old ${LANG_RUSSIAN} "Для ${NAME} нужна 64-разрядная Windows 10 или новее."
LangString running ${LANG_ENGLISH} "${NAME} is running. Close it, then try again."
LangString running ${LANG_RUSSIAN} "Программа ${NAME} запущена. Закройте её и повторите попытку."
LangString not_empty ${LANG_ENGLISH} "There is something else in $INSTDIR. Choose another folder."
LangString not_empty ${LANG_RUSSIAN} "В папке $INSTDIR уже есть другие файлы. Выберите другую папку."
LangString kept ${LANG_ENGLISH} "${NAME} will be removed. Your pictures, masks and preferences stay in $LOCALAPPDATA\${NAME}."
LangString kept ${LANG_RUSSIAN} "Программа ${NAME} будет удалена. Ваши изображения, маски и настройки останутся в папке $LOCALAPPDATA\${NAME}."

; A program that runs can't be written to. Of a silent run, the answer is to give up.
!macro RefuseWhileRunning
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${COMMAND}.exe"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${COMMAND}.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    ${If} ${Cmd} 'MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(running)" /SD IDCANCEL IDCANCEL'
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${Loop}
!macroend

; Only what an installation has put there; whatever else lies in the folder stays.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${COMMAND}.exe"
  Delete "$INSTDIR\${UNINSTALLER}"
!macroend

!macro OpenWith ending
  WriteRegStr HKCU "${CLASSES}\${ending}\OpenWithProgids" "${PICTURE}" ""
!macroend

!macro NoLongerOpenWith ending
  DeleteRegValue HKCU "${CLASSES}\${ending}\OpenWithProgids" "${PICTURE}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}"
!macroend

Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(too_old)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section
  !insertmacro RefuseWhileRunning
  ${If} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    ; An older version: its parts would be in the new one's way.
    !insertmacro RemoveProgram
  ${ElseIf} ${FileExists} "$INSTDIR\_internal\*.*"
    MessageBox MB_OK|MB_ICONSTOP "$(not_empty)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR"
  ; First, so that one that is cut short can be removed, and done again.
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  File /r "${SOURCE}\*"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${COMMAND}.exe"
  WriteRegStr HKCU "${APP_PATH}" "" "$INSTDIR\${COMMAND}.exe"

  ; Offered by "Open with"; what a double click opens stays as it is.
  WriteRegStr HKCU "${CLASSES}\${PICTURE}" "" "${NAME}"
  WriteRegStr HKCU "${CLASSES}\${PICTURE}\DefaultIcon" "" "$INSTDIR\${COMMAND}.exe,0"
  WriteRegStr HKCU "${CLASSES}\${PICTURE}\Application" "ApplicationName" "${NAME}"
  WriteRegStr HKCU "${CLASSES}\${PICTURE}\shell\open\command" "" '"$INSTDIR\${COMMAND}.exe" "%1"'
  !insertmacro OpenWith ".png"
  !insertmacro OpenWith ".jpg"
  !insertmacro OpenWith ".jpeg"
  !insertmacro OpenWith ".webp"
  System::Call "shell32::SHChangeNotify(i ${ASSOCIATIONS_CHANGED}, i 0, p 0, p 0)"

  ; The list of installed programs
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${COMMAND}.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "${SIZE_KB}"
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro RefuseWhileRunning
  !insertmacro RemoveProgram
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${APP_PATH}"
  DeleteRegKey HKCU "${CLASSES}\${PICTURE}"
  !insertmacro NoLongerOpenWith ".png"
  !insertmacro NoLongerOpenWith ".jpg"
  !insertmacro NoLongerOpenWith ".jpeg"
  !insertmacro NoLongerOpenWith ".webp"
  System::Call "shell32::SHChangeNotify(i ${ASSOCIATIONS_CHANGED}, i 0, p 0, p 0)"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
