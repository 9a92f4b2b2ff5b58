Attribute VB_Name = "SopTab"
Option Explicit
' Only in the add-in: its ribbon tab steps back where the active workbook brings the same tab itself.

Private ribbon As IRibbonUI

Public Sub SopOnRibbonLoaded(ByVal loaded As IRibbonUI)
    Set ribbon = loaded
End Sub

Public Sub SopOnTabVisible(ByVal control As IRibbonControl, ByRef visible As Variant)
    visible = Not BringsTab(ActiveWorkbook)
End Sub

Public Sub SopRefreshTab()
    If Not ribbon Is Nothing Then ribbon.Invalidate
End Sub

' Workbooks made by sop-xl carry the sheet with the texts of the functions.
Private Function BringsTab(ByVal book As Object) As Boolean
    If book Is Nothing Then Exit Function
    On Error Resume Next
    BringsTab = book.Worksheets("_IntelliSense_").Range("A1").Value = "FunctionInfo"
End Function
