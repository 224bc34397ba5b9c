; The installer for Windows: the bundle's files, and the bundle's own command that makes a service of them.
; Made by: npm run bundle -- --platform win32-x64 --installer
!include LogicLib.nsh
Unicode true
Name "Undongle License Server"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Undongle"
RequestExecutionLevel admin
ManifestSupportedOS all
SetCompressor /SOLID lzma
ShowInstDetails show
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Undongle"

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section
  SetRegView 64
  ; An older version runs from here: its files cannot be replaced before it stops. Its settings stay.
  nsExec::ExecToLog 'net stop UndongleLicenseServer'
  Pop $0
  SetOutPath "$INSTDIR"
  File /r /x settings.env "${BUNDLE}${SEPARATOR}*"
  SetOverwrite off
  File "${BUNDLE}${SEPARATOR}settings.env"
  SetOverwrite on
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "Undongle License Server"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  nsExec::ExecToLog '"$INSTDIR\undongle.cmd" license-server install'
  Pop $0
  ${If} $0 != 0
    SetErrorLevel $0
    Abort "The service could not be installed. What went wrong stands above."
  ${EndIf}
SectionEnd

Section "Uninstall"
  SetRegView 64
  nsExec::ExecToLog '"$INSTDIR\undongle.cmd" license-server uninstall'
  Pop $0
  RMDir /r "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL}"
SectionEnd
