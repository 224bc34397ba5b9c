@echo off
rem Runs the License Server in the foreground, until it is told to stop.
setlocal
call "%~dp0app\settings.cmd"
"%~dp0runtime\node.exe" --max-semi-space-size=1 "%~dp0app\license-server\dist\main.js" %*
