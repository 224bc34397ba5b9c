rem Reads settings.env beside the start commands: NAME=value, one a line. Nothing in it is run, and what is set already stays.
if exist "%~dp0..\settings.env" for /f "usebackq eol=# tokens=1,* delims==" %%a in ("%~dp0..\settings.env") do if not defined %%a set "%%a=%%b"
if not defined UNDONGLE_DATA_DIR set "UNDONGLE_DATA_DIR=%LOCALAPPDATA%\Undongle"
