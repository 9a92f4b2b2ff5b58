Attribute VB_Name = "SopRibbon"
Option Explicit
' Generated: change the definitions in Python, not this text.

Public Const SOP_XL_VERSION As String = "0.1.0"

Public Sub SopOnNewMonth(ByVal control As IRibbonControl)
    SopAction "new-month"
End Sub

Public Sub SopOnStatus(ByVal control As IRibbonControl)
    SopAction "status"
End Sub

Public Sub SopOnRollForward(ByVal control As IRibbonControl)
    SopAction "roll-forward"
End Sub

Public Sub SopOnUndo(ByVal control As IRibbonControl)
    SopAction "undo"
End Sub

Public Sub SopOnImportData(ByVal control As IRibbonControl)
    SopAction "import-data"
End Sub

Public Sub SopOnValidate(ByVal control As IRibbonControl)
    SopAction "validate"
End Sub

Public Sub SopOnForecast(ByVal control As IRibbonControl)
    SopAction "forecast"
End Sub

Public Sub SopOnBacktest(ByVal control As IRibbonControl)
    SopAction "backtest"
End Sub

Public Sub SopOnOverrides(ByVal control As IRibbonControl)
    SopAction "overrides"
End Sub

Public Sub SopOnConsensus(ByVal control As IRibbonControl)
    SopAction "consensus"
End Sub

Public Sub SopOnProject(ByVal control As IRibbonControl)
    SopAction "project"
End Sub

Public Sub SopOnPlanOrders(ByVal control As IRibbonControl)
    SopAction "plan-orders"
End Sub

Public Sub SopOnCapacity(ByVal control As IRibbonControl)
    SopAction "capacity"
End Sub

Public Sub SopOnVariances(ByVal control As IRibbonControl)
    SopAction "variances"
End Sub

Public Sub SopOnPriceVolumeMix(ByVal control As IRibbonControl)
    SopAction "price-volume-mix"
End Sub

Public Sub SopOnReviewLinks(ByVal control As IRibbonControl)
    SopAction "review-links"
End Sub

Public Sub SopOnScenarioNew(ByVal control As IRibbonControl)
    SopAction "scenario-new"
End Sub

Public Sub SopOnScenarioCompare(ByVal control As IRibbonControl)
    SopAction "scenario-compare"
End Sub

Public Sub SopOnScenarioPromote(ByVal control As IRibbonControl)
    SopAction "scenario-promote"
End Sub

Public Sub SopOnCheck(ByVal control As IRibbonControl)
    SopAction "check"
End Sub

Public Sub SopOnPublishPack(ByVal control As IRibbonControl)
    SopAction "publish-pack"
End Sub

Public Sub SopOnAgenda(ByVal control As IRibbonControl)
    SopAction "agenda"
End Sub

Public Sub SopOnMinutes(ByVal control As IRibbonControl)
    SopAction "minutes"
End Sub

Public Sub SopOnExplain(ByVal control As IRibbonControl)
    SopAction "explain"
End Sub

Public Sub SopOnFunctionReference(ByVal control As IRibbonControl)
    SopAction "function-reference"
End Sub

Public Sub SopOnDoctor(ByVal control As IRibbonControl)
    SopAction "doctor"
End Sub

Public Sub SopAskUndo(ByVal control As IRibbonControl)
    SopAction "undo..."
End Sub

Public Sub SopAskImportData(ByVal control As IRibbonControl)
    SopAction "import-data..."
End Sub

Public Sub SopAskForecast(ByVal control As IRibbonControl)
    SopAction "forecast..."
End Sub

Public Sub SopAskBacktest(ByVal control As IRibbonControl)
    SopAction "backtest..."
End Sub

Public Sub SopAskCapacity(ByVal control As IRibbonControl)
    SopAction "capacity..."
End Sub

Public Sub SopAskScenarioNew(ByVal control As IRibbonControl)
    SopAction "scenario-new..."
End Sub

Public Sub SopAskAgenda(ByVal control As IRibbonControl)
    SopAction "agenda..."
End Sub

Public Sub SopAskMinutes(ByVal control As IRibbonControl)
    SopAction "minutes..."
End Sub

