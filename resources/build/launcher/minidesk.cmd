@echo off
rem The command line of an installed MiniDesk: minidesk commands, minidesk call NAME "JSON"
rem MiniDesk.exe is a program with windows, so cmd.exe waits for it only because this is a script, and it writes to
rem this console because Electron attaches to it. Redirection and pipes get the same bytes. Standard input is not
rem passed on by Windows to such a program: give JSON as an argument or in a file.
setlocal
set "ELECTRON_NO_ATTACH_CONSOLE="
"%~dp0..\..\MiniDesk.exe" --cli %*
exit /b %errorlevel%
