@echo off
rem The command line of the License Server: undongle --help
setlocal
call "%~dp0app\settings.cmd"
"%~dp0runtime\node.exe" "%~dp0app\cli\dist\main.js" %*
