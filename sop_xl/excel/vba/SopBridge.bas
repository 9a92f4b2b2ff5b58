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
Private Const NO_WORKBOOK As String = "No workbook is open for editing; one in Protected View does not count. " & _
    "Remedy: open a workbook, or click Enable Editing."
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
        sent(0) = CallingCell()
        For i = 0 To UBound(arguments)
            sent(i + 1) = Sendable(arguments(i))
        Next i
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
        SopWhy = Said(Err.Description)
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
    folder = SopEnterFolder(ParentFolder(Interpreter()))
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

' From the settings that sop-xl install has written for this user; those of a workbook do not count.
Private Function Interpreter() As String
    #If Mac Then
        Interpreter = GetConfig("INTERPRETER_MAC", "")
    #Else
        Interpreter = GetConfig("INTERPRETER_WIN", "")
    #End If
End Function

Private Function SetUpTrouble() As String
    If Interpreter() = "" Then SetUpTrouble = NOT_SET_UP
End Function

' What an error said: of a traceback the last line, which names the reason.
Private Function Said(ByVal text As String) As String
    Dim lines() As String
    Dim i As Long
    Said = "Python does not answer."
    lines = Split(Replace(text, vbCr, ""), vbLf)
    For i = LBound(lines) To UBound(lines)
        If Trim$(lines(i)) <> "" Then Said = Trim$(lines(i))
    Next i
    If InStr(Said, "Remedy: ") = 0 Then Said = Said & " Remedy: run sop-xl doctor."
End Function

' ---- buttons ---------------------------------------------------------------------------------------------

' An action runs in the same Python as the functions, on the workbook in front: the add-in has no sheets of its own.
Public Sub SopAction(ByVal actionName As String)
    Dim command As String
    Dim folder As String
    command = "import sop_xl.excel.live.macros as m; m.run('" & actionName & "')"
    trouble = ""  ' a button tries at once, also when the cells are resting
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then Err.Raise 1000, , NO_WORKBOOK
    #If Mac Then
        trouble = SetUpTrouble()
        If trouble <> "" Then Err.Raise 1000, , trouble
        RefuseSigns ActiveWorkbook.Name
        folder = SopEnterFolder(ParentFolder(Interpreter()))
        RunPython command
        SopEnterFolder folder
    #Else
        If python Is Nothing Then Connect
        TellWorkbook
        Application.DisplayAlerts = False  ' Excel would ask, while Python works, whether to go on waiting for it
        python.Exec command
        Application.DisplayAlerts = True
    #End If
    Exit Sub
Failed:
    Application.DisplayAlerts = True
    MsgBox Said(Err.Description), vbExclamation, "S&OP"
    If folder <> "" Then SopEnterFolder folder
End Sub

' On a Mac the name of the workbook becomes part of a command of the shell.
Private Sub RefuseSigns(ByVal bookName As String)
    Dim sign As Variant
    For Each sign In Array("$", "`", "|", "\", Chr$(34))
        If InStr(bookName, sign) > 0 Then
            Err.Raise 1000, , "The name of this workbook holds the sign " & sign & ". Remedy: save it under another name."
        End If
    Next sign
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
