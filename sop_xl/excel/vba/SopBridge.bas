Attribute VB_Name = "SopBridge"
Option Explicit
Option Private Module
' The one way of functions and buttons to Python. The form in which values pass is told in sop_xl/excel/wire.py:
' an error is the text #SOP! with its number, a text that begins with #SOP! has the mark before it once more.

Private Const MARK As String = "#SOP!"
Private Const NOT_REMEMBERED As String = "#SOP!?"
Private Const SERVER As String = "sop_xl.excel.live.udf_server"
Private Const REST_SECONDS As Single = 30  ' a Python that cannot be reached is not called by every cell again
Private Const MISSING_NUMBER As Long = 448
Private Const NOT_SET_UP As String = "sop_xl is not set up on this computer. Remedy: run sop-xl install."
Private Const MAC_TEXT As String = "On a Mac the buttons work and saved values stay readable, but functions are " & _
    "calculated by Excel for Windows or by sop-xl run."

Private python As Object     ' asked for once: finding it reads the settings from files
Private failedAt As Single   ' seconds since midnight of the last attempt that found no Python
Private trouble As String    ' what it said
Private asking As String     ' the cell for which SopWhy has a formula calculated once more

' ---- functions -------------------------------------------------------------------------------------------

Public Function SopCall(ByVal functionName As String, ByVal arguments As Variant) As Variant
    #If Mac Then
        SopCall = CVErr(xlErrNA)
    #Else
        Dim sent() As Variant
        Dim i As Long
        On Error GoTo Failed
        ReDim sent(0 To UBound(arguments) + 1)
        For i = 0 To UBound(arguments)
            sent(i) = Sendable(arguments(i))
        Next i
        sent(UBound(sent)) = CallingCell()
        SopCall = Received(AskPython(functionName, sent))
        Exit Function
Failed:
        SopCall = CVErr(xlErrValue)
    #End If
End Function

Public Function SopWhy(ByVal cell As Variant) As Variant
    #If Mac Then
        SopWhy = MAC_TEXT
    #Else
        Dim sent(0 To 4) As Variant
        Dim anchor As Object
        Dim answer As Variant
        On Error GoTo Failed
        If TypeName(cell) = "Range" Then
            Set cell = cell.Cells(1, 1)
            Set anchor = AnchorOf(cell)
            sent(0) = Tagged(cell.Value2)
            sent(1) = anchor.Formula
            sent(2) = anchor.Address(External:=True)
            sent(3) = cell.Row - anchor.Row
            sent(4) = cell.Column - anchor.Column
        Else
            sent(0) = Sendable(cell)
        End If
        answer = AskPython("SOP_WHY", sent)
        If answer = NOT_REMEMBERED And Not anchor Is Nothing Then
            asking = sent(2)
            anchor.Worksheet.Evaluate sent(1)
            asking = ""
            answer = AskPython("SOP_WHY", sent)
        End If
        If answer = NOT_REMEMBERED Then answer = "Calculate that cell once more (F2, Enter), then ask again."
        SopWhy = Received(answer)
        Exit Function
Failed:
        asking = ""
        SopWhy = Err.Description
        If SopWhy = "" Then SopWhy = "Python does not answer."
        SopWhy = SopWhy & " Remedy: run sop-xl doctor."
    #End If
End Function

' The cell that holds the formula: the first one of a spilled range or of an array formula.
Private Function AnchorOf(ByVal cell As Object) As Object
    Dim spilledFrom As Object
    Set AnchorOf = cell
    If cell.HasArray Then Set AnchorOf = cell.CurrentArray.Cells(1, 1)
    On Error Resume Next  ' SpillParent is younger than Excel 2019, and a cell that is not spilled has none
    Set spilledFrom = cell.SpillParent
    On Error GoTo 0
    If Not spilledFrom Is Nothing Then Set AnchorOf = spilledFrom
End Function

Private Function CallingCell() As String
    If asking <> "" Then
        CallingCell = asking
    ElseIf TypeName(Application.Caller) = "Range" Then
        CallingCell = Application.Caller.Cells(1, 1).Address(External:=True)
    End If
End Function

' ---- values ----------------------------------------------------------------------------------------------

Private Function Sendable(Optional ByVal given As Variant) As Variant
    If IsObject(given) Then
        Sendable = Tagged(ValuesOf(given))
    ElseIf IsMissing(given) Then
        Sendable = Empty
    Else
        Sendable = Tagged(given)
    End If
End Function

Private Function ValuesOf(ByVal area As Object) As Variant
    Dim lastRow As Long
    Dim lastColumn As Long
    If area.Areas.Count > 1 Then Err.Raise 13, , "A reference of several areas; select one rectangle."
    lastRow = area.Rows.Count
    lastColumn = area.Columns.Count
    With area.Worksheet  ' of whole columns or rows only what is used, counted from the first cell
        If lastRow = .Rows.Count Then lastRow = .UsedRange.Row + .UsedRange.Rows.Count - 1
        If lastColumn = .Columns.Count Then lastColumn = .UsedRange.Column + .UsedRange.Columns.Count - 1
    End With
    ValuesOf = area.Resize(lastRow, lastColumn).Value2
End Function

Private Function Tagged(ByVal values As Variant) As Variant
    Dim r As Long
    Dim c As Long
    Select Case Dimensions(values)
        Case 0
            values = TaggedValue(values)
        Case 1
            For c = LBound(values) To UBound(values)
                If NeedsTag(values(c)) Then values(c) = TaggedValue(values(c))
            Next c
        Case 2
            For r = LBound(values, 1) To UBound(values, 1)
                For c = LBound(values, 2) To UBound(values, 2)
                    If NeedsTag(values(r, c)) Then values(r, c) = TaggedValue(values(r, c))
                Next c
            Next r
        Case Else
            Err.Raise 13, , "A table has rows and columns."
    End Select
    Tagged = values
End Function

Private Function NeedsTag(ByRef value As Variant) As Boolean
    NeedsTag = VarType(value) = vbError Or VarType(value) = vbString
End Function

Private Function TaggedValue(ByVal value As Variant) As Variant
    TaggedValue = value
    If VarType(value) = vbError Then
        If CLng(value) = MISSING_NUMBER Then
            TaggedValue = Empty
        Else
            TaggedValue = MARK & CLng(value)
        End If
    ElseIf VarType(value) = vbString Then
        If Left$(value, Len(MARK)) = MARK Then TaggedValue = MARK & value
    End If
End Function

Private Function Received(ByVal values As Variant) As Variant
    Dim r As Long
    Dim c As Long
    Select Case Dimensions(values)
        Case 0
            values = ReceivedValue(values)
        Case 1
            For c = LBound(values) To UBound(values)
                values(c) = ReceivedValue(values(c))
            Next c
        Case 2
            For r = LBound(values, 1) To UBound(values, 1)
                For c = LBound(values, 2) To UBound(values, 2)
                    values(r, c) = ReceivedValue(values(r, c))
                Next c
            Next r
        Case Else
            Err.Raise 13, , "Python returned more than rows and columns."
    End Select
    Received = values
End Function

Private Function ReceivedValue(ByVal value As Variant) As Variant
    ReceivedValue = value
    If VarType(value) = vbString Then
        If Left$(value, Len(MARK)) = MARK Then
            value = Mid$(value, Len(MARK) + 1)
            If Left$(value, Len(MARK)) = MARK Then
                ReceivedValue = value
            ElseIf IsNumeric(value) Then
                ReceivedValue = CVErr(CLng(value))
            Else
                ReceivedValue = CVErr(xlErrValue)
            End If
        End If
    ElseIf IsEmpty(value) Or IsNull(value) Then
        ReceivedValue = ""  ' a cell would show nothing as 0
    End If
End Function

Private Function Dimensions(ByRef values As Variant) As Long
    Dim bound As Long
    If Not IsArray(values) Then Exit Function
    On Error GoTo Counted
    Do
        bound = UBound(values, Dimensions + 1)
        Dimensions = Dimensions + 1
    Loop
Counted:
End Function

' ---- Python ----------------------------------------------------------------------------------------------

Private Function AskPython(ByVal functionName As String, ByRef sent() As Variant) As Variant
    If python Is Nothing Then
        Connect
    Else
        On Error GoTo Gone  ' it was stopped, or has died
        AskPython = python.CallUDF(SERVER, functionName, sent)
        Exit Function
    End If
Again:
    On Error GoTo 0
    AskPython = python.CallUDF(SERVER, functionName, sent)
    Exit Function
Gone:
    Resume Reconnect
Reconnect:
    On Error GoTo 0
    Connect
    GoTo Again
End Function

Private Sub Connect()
    Dim folder As String
    Set python = Nothing
    If trouble <> "" And Abs(Timer - failedAt) < REST_SECONDS Then Err.Raise 1000, , trouble
    trouble = SetUpTrouble()
    If trouble <> "" Then GoTo Refuse
    folder = SopEnterFolder(InterpreterFolder())
    On Error GoTo Failed
    Set python = XLPy
    On Error GoTo 0
    SopEnterFolder folder
    Exit Sub
Failed:
    trouble = "Python does not start: " & Err.Description
    Resume Leave
Leave:
    On Error GoTo 0
    SopEnterFolder folder
Refuse:
    failedAt = Timer
    Err.Raise 1000, , trouble
End Sub

Private Function InterpreterFolder() As String
    #If Mac Then
        InterpreterFolder = ParentFolder(GetConfig("INTERPRETER_MAC", ""))
    #Else
        InterpreterFolder = ParentFolder(GetConfig("INTERPRETER_WIN", ""))
    #End If
End Function

Private Function SetUpTrouble() As String
    Dim key As Variant
    #If Mac Then
        If GetConfig("INTERPRETER_MAC", "") = "" Then SetUpTrouble = NOT_SET_UP
    #Else
        If GetConfig("INTERPRETER_WIN", "") = "" Then SetUpTrouble = NOT_SET_UP
    #End If
    If SetUpTrouble <> "" Then Exit Function
    ' A sheet or a file xlwings.conf that comes with a workbook must not choose which code runs.
    For Each key In Array("INTERPRETER_WIN", "INTERPRETER_MAC", "INTERPRETER", "PYTHONPATH", "CONDA PATH", _
            "CONDA ENV", "LICENSE_KEY", "DEBUG UDFS", "ADD_WORKBOOK_TO_PYTHONPATH")
        If CStr(GetConfig(CStr(key), "")) <> CStr(GetConfig(CStr(key), "", "user")) Then
            SetUpTrouble = "A sheet or file xlwings.conf of this workbook sets " & key & _
                " and would choose which Python runs. Remedy: delete it, or run sop-xl doctor."
            Exit Function
        End If
    Next key
    If LCase$(GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")) <> "false" Then
        SetUpTrouble = "xlwings would look for Python code in the folder of this workbook " & _
            "(ADD_WORKBOOK_TO_PYTHONPATH). Remedy: run sop-xl install."
    End If
End Function

' ---- buttons ---------------------------------------------------------------------------------------------

' An action runs in the same Python as the functions, on the workbook in front: the add-in has no sheets of its own.
Public Sub SopAction(ByVal actionName As String)
    Dim command As String
    Dim folder As String
    command = "import sop_xl.excel.live.macros as m; m.run('" & actionName & "')"
    trouble = ""  ' a button tries at once, also when the cells are resting
    On Error GoTo Failed
    #If Mac Then
        trouble = SetUpTrouble()
        If trouble <> "" Then Err.Raise 1000, , trouble
        folder = SopEnterFolder(InterpreterFolder())
        RunPython command
        SopEnterFolder folder
    #Else
        If python Is Nothing Then Connect
        TellWorkbook
        python.Exec command
    #End If
    Exit Sub
Failed:
    MsgBox Err.Description, vbExclamation, "S&OP"
End Sub

Private Sub TellWorkbook()
    On Error GoTo Gone
    python.SetAttr python.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    Exit Sub
Gone:
    Resume Again
Again:
    On Error GoTo 0
    Connect
    python.SetAttr python.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
End Sub
