Attribute VB_Name = "SopFolder"
Option Explicit
Option Private Module
' Python looks for its modules first in the current folder, and Excel's is that of the file opened last: a stranger's
' file there must not be taken for one. So Python starts in its own folder.

' Makes a folder the current one and returns the one before.
Public Function SopEnterFolder(ByVal folder As String) As String
    SopEnterFolder = CurDir$
    On Error Resume Next  ' a network folder has no drive; then the folder stays
    ChDrive folder
    ChDir folder
End Function
