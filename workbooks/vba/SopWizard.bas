Attribute VB_Name = "SopWizard"
Option Explicit
' Generated: change the definitions in Python, not this text.

Public Sub SopDescribeFunctions()
    Dim wasSaved As Boolean
    wasSaved = ThisWorkbook.Saved
    SopDescribe1
    SopDescribe2
    SopDescribe3
    ThisWorkbook.Saved = wasSaved
End Sub

Private Sub SopDescribe1()
    On Error Resume Next  ' the texts are a comfort: without them every function still works
    Application.MacroOptions Macro:="SOP_AGGREGATE_PLAN", _
        Description:="Aggregate plan: workforce, overtime, stock, backlog and subcontracting at the least total cost.", _
        Category:="S&OP Capacity", ArgumentDescriptions:=Array( _
        "Demand of the family by period (units/period; >=0)", _
        "Names such as units per worker, labour cost, overtime limit, closing stock", _
        "Value of each parameter; one, or one per period (as its name says)", _
        "Whatever costs least, one workforce, or output that follows demand (mixed | level | chase; default mixed)", _
        "Part-time workers, or whole ones only (fractional | whole; default fractional)", _
        "value = what one more unit of demand costs, or of a limit saves (plan | cost | value; default plan)")
    Application.MacroOptions Macro:="SOP_CAPACITY_GAP", _
        Description:="Hours (or units) that are left of the available capacity; negative = overload.", _
        Category:="S&OP Capacity", ArgumentDescriptions:=Array( _
        "Load, resources " & ChrW(215) & " periods (hours)", _
        "Available hours; one value, one per resource, or a table (hours)", _
        "Gives the gap in units of a product that takes this time, per resource (hours/unit)")
    Application.MacroOptions Macro:="SOP_CAPACITY_LEVERS", _
        Description:="Capacity levers: the cheapest mix of overtime, shifts, subcontracting and pre-building that meets the load.", _
        Category:="S&OP Capacity", ArgumentDescriptions:=Array( _
        "Load of one resource by period (hours; >=0)", _
        "Regular hours by period, or one value (hours; >=0)", _
        "Names such as overtime, extra shift, subcontract", _
        "Most extra hours of each lever, levers " & ChrW(215) & " periods or one value each (hours)", _
        "Extra cost of an hour of each lever (currency/hour; >=0)", _
        "Cost of having the work of an hour done one period early (currency; >=0; default 0)")
    Application.MacroOptions Macro:="SOP_CAPACITY_LOAD", _
        Description:="Rough-cut capacity: the hours that a plan asks of each resource in each period.", _
        Category:="S&OP Capacity", ArgumentDescriptions:=Array( _
        "Units to be finished, items " & ChrW(215) & " periods (units)", _
        "Run time, items " & ChrW(215) & " resources (hours/unit)", _
        "Set-up time, items " & ChrW(215) & " resources (hours/lot)", _
        "Average lot per item; 0 or omitted = what a period plans is one lot (units)", _
        "Standard hours produced per hour worked, per resource; 1 if omitted (fraction)", _
        "Share of started units lost, per item; 0 if omitted (fraction)", _
        "Periods by which work precedes the finished unit, items " & ChrW(215) & " resources (periods)")
    Application.MacroOptions Macro:="SOP_ROUTING_LOAD", _
        Description:="Rough-cut capacity from a list of operations: the hours asked of each resource in each period.", _
        Category:="S&OP Capacity", ArgumentDescriptions:=Array( _
        "Units to be finished, items " & ChrW(215) & " periods (units)", _
        "Name of each row of the plan", _
        "Resources, one per row of the result", _
        "Routing: item of each operation", _
        "Routing: resource of each operation", _
        "Routing: run time of each operation (hours/unit; >=0)", _
        "Routing: periods before the finished unit; 0 if omitted (periods; >=0)", _
        "Routing: set-up per lot, and in a second column the average lot; no lot = what a period plans (hours, units; >=0)", _
        "Routing: share of started units lost from the operation on; 0 if omitted (fraction; [0,1))", _
        "Standard hours produced per hour worked, one or per resource; 1 if omitted (fraction)")
    Application.MacroOptions Macro:="SOP_UTILISATION", _
        Description:="Share of the available hours that the load takes; above 1 is an overload.", _
        Category:="S&OP Capacity", ArgumentDescriptions:=Array( _
        "Load, resources " & ChrW(215) & " periods (hours)", _
        "Available hours; one value, one per resource, or a table (hours)")
    Application.MacroOptions Macro:="SOP_ACCURACY", _
        Description:="Accuracy of a forecast over a range: WAPE, bias, tracking signals, MASE and others.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "What was sold, items " & ChrW(215) & " periods (units/period)", _
        "What was forecast for the same periods (units/period)", _
        "One measure, or all of them as a table (all | wape | accuracy | bias | tracking_signal | mape | mape_skipped | smape | mae | rmse | mase | rmsse | trigg_signal; default all)", _
        "History the forecast was made from, for MASE and RMSSE (units/period)", _
        "Periods of a season, for MASE and RMSSE (periods; >=1; default 1)")
    Application.MacroOptions Macro:="SOP_BACKTEST", _
        Description:="League table of forecasting methods: what each would have got wrong, forecasting from earlier origins.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "Demand so far, items " & ChrW(215) & " periods, oldest first (units/period)", _
        "Periods forecast from each origin (periods; [1,60]; default 3)", _
        "Number of earlier origins, a period apart ([1,60]; default 6)", _
        "Periods of a season: 12 months, 52 weeks, 4 quarters, 1 none (periods; [1,60]; default 12)", _
        "Methods to compare; by default nine common ones", _
        "Segment of each item, for a table per segment", _
        "League table, or best method and WAPE per item (league | items; default league)")
    Application.MacroOptions Macro:="SOP_CLASS_MOVEMENT", _
        Description:="What has become of the class of each item since the last cycle.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "Class of each item in the last cycle; blank = none", _
        "Class of each item now")
    Application.MacroOptions Macro:="SOP_FORECAST", _
        Description:="Forecast of each row of a table of histories, with its prediction interval.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "Demand so far, items " & ChrW(215) & " periods, oldest first; a single column is one item (units/period)", _
        "Number of periods to forecast (periods; [1,520])", _
        "Periods of a season: 12 months, 52 weeks, 4 quarters, 1 none (periods; [1,60]; default 12)", _
        "auto, or one method by name (auto | naive | seasonal_naive | moving_average | ses | holt | damped | holt_winters | holt_winters_mul | ets | theta | optimised_theta | airline | croston | sba | tsb | adida | imapa | sarimax; default auto)", _
        "What to return; all = method, then means, lower and upper bounds in one row (mean | lower | upper | all; default mean)", _
        "Probability that the bounds hold; 0.8 gives P10 and P90 (fraction; (0,1); default 0.8)", _
        "What a blank after an item's first demand means (gap | zero; default gap)")
    Application.MacroOptions Macro:="SOP_FORECAST_DRIVERS", _
        Description:="Forecast of one item by regression on drivers that are known for the past and for the future.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "Demand of one item so far, oldest first (units/period)", _
        "Drivers in the same periods, one row each: price, promotion (of each driver)", _
        "The same drivers in the periods to come (of each driver)", _
        "What to return; effects = intercept and effect per unit (mean | lower | upper | effects; default mean)", _
        "Probability that the bounds hold (fraction; (0,1); default 0.8)", _
        "What the drivers leave: independent from period to period, or with a changing level and season (SARIMAX) (independent | airline; default independent)", _
        "Periods of a season: 12 months, 52 weeks, 4 quarters, 1 none (periods; [1,60]; default 12)")
    Application.MacroOptions Macro:="SOP_ORDER_UP_TO_LEVEL", _
        Description:="Stock level to order up to for intermittent demand, from its own distribution over the lead time.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "Demand so far, items " & ChrW(215) & " periods, oldest first (units/period)", _
        "Periods to cover: lead time plus review interval (periods; >=1)", _
        "Probability that demand in that time stays within the level (fraction; (0,1); default 0.95)")
    Application.MacroOptions Macro:="SOP_SEGMENT", _
        Description:="ABC-XYZ class of each item, with its demand class (Syntetos" & ChrW(8211) & "Boylan) in the full table.", _
        Category:="S&OP Demand", ArgumentDescriptions:=Array( _
        "Revenue, margin or volume of each item (currency or units)", _
        "Demand history, items " & ChrW(215) & " periods (units/period)", _
        "class = AX " & ChrW(8230) & " CZ; all = class, cumulative share, CV, demand class, ADI, CV" & ChrW(178) & " (class | all; default class)", _
        "Cumulative share where A ends (fraction; (0,1]; default 0.8)", _
        "Cumulative share where B ends (fraction; (0,1]; default 0.95)", _
        "Coefficient of variation where X ends (ratio; >0; default 0.5)", _
        "Coefficient of variation where Y ends (ratio; >0; default 1)")
    Application.MacroOptions Macro:="SOP_CLEANSE", _
        Description:="History as it would have been with stock and without promotions, outliers and calendar effects.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Demand so far, items " & ChrW(215) & " periods, oldest first (units/period)", _
        "Periods of a season (periods; [1,60]; default 12)", _
        "Outliers are further off than this (robust standard deviations; >0; default 3.5)", _
        "1 where the item was out of stock (flag)", _
        "1 where the item was on promotion (flag)", _
        "Working days of each period (days; >0)", _
        "The new history, or what was changed (history | changes; default history)")
    Application.MacroOptions Macro:="SOP_CONSENSUS", _
        Description:="Consensus of several inputs, cell by cell: weighted mean, or by priority from left to right.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Statistical forecast, items " & ChrW(215) & " periods (units/period)", _
        "Input of sales; a blank has no vote (units/period)", _
        "Input of marketing; a blank has no vote (units/period)", _
        "Input of customers; a blank has no vote (units/period)", _
        "Weight of each input given, in order; default equal (weight; >=0)", _
        "Weighted mean, or the last input that has a number (weights | priority; default weights)")
    Application.MacroOptions Macro:="SOP_CONSUME_FORECAST", _
        Description:="Forecast left after customer orders have consumed it: their own period first, then back, then ahead.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Gross forecast, items " & ChrW(215) & " periods (units/period; >=0)", _
        "Customer orders in the same periods (units/period; >=0)", _
        "Periods that an order may reach back (periods; [0,520]; default 0)", _
        "Periods that an order may reach ahead (periods; [0,520]; default 0)", _
        "Forecast that is left, or that plus the orders (net | total; default net)")
    Application.MacroOptions Macro:="SOP_FORECAST_AT_LAG", _
        Description:="Forecast of each period as it stood so many periods before, from the snapshots of one item.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "One row per planning cycle, oldest first; blank before a cycle's first month (units/period)", _
        "1 = made just before the period, 2 = one earlier (periods; [1,520]; default 1)")
    Application.MacroOptions Macro:="SOP_FVA", _
        Description:="Forecast value added: whether each step of the process makes the forecast better than the step before.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "What was sold, items " & ChrW(215) & " periods (units/period)", _
        "Forecast of the first step, usually naive (SOP_NAIVE_AT_LAG) (units/period)", _
        "Forecast of the second step at the same lag, e.g. statistical (units/period)", _
        "Third step, e.g. after the planner's overrides (units/period)", _
        "Fourth step, e.g. consensus (units/period)", _
        "Names of the steps", _
        "Person or region each item belongs to, for a stair per group", _
        "Difference in WAPE that counts as none (fraction; >=0; default 0.01)")
    Application.MacroOptions Macro:="SOP_NAIVE_AT_LAG", _
        Description:="What the naive or the seasonal naive forecast said of each period, so many periods before.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Demand so far, items " & ChrW(215) & " periods, oldest first (units/period)", _
        "Periods between forecast and period (periods; [1,520]; default 1)", _
        "1 = last value known; 12 = same month, the last one known (periods; [1,520]; default 1)")
    Application.MacroOptions Macro:="SOP_OVERRIDE", _
        Description:="Plan after all overrides that have not expired: replace, " & ChrW(177) & " units, " & ChrW(177) & " % (a fraction), in the order of the list.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Plan to be changed, items " & ChrW(215) & " periods (units/period)", _
        "Name of each item", _
        "Start of each period (date or number)", _
        "Table without header: item, first, last, kind, value, reason, owner, assumption, expiry; kind = replace, units or percent", _
        "Planning date; an override with an earlier expiry drops out (date or number)", _
        "The new plan, or state and effect of each override (plan | state; default plan)")
    Application.MacroOptions Macro:="SOP_OVERRIDE_VALUE", _
        Description:="Forecast value added per person: what each owner's overrides did to the forecasts that they changed.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "What was sold, items " & ChrW(215) & " periods (units/period)", _
        "Plan before the overrides, in the same periods (units/period)", _
        "Name of each item", _
        "Start of each period (date or number)", _
        "Table without header: item, first, last, kind, value, reason, owner, assumption, expiry", _
        "Difference in WAPE that counts as none (fraction; >=0; default 0.01)")
    Application.MacroOptions Macro:="SOP_RECONCILE", _
        Description:="Forecasts of a hierarchy changed so that every total is the sum of its parts.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Name of every node, total, families and items", _
        "Name of the node above each; blank for the top", _
        "Forecast of every node on its own (units/period)", _
        "How to make the levels agree; mint needs errors (mint | bottom_up | top_down | middle_out; default mint)", _
        "Past one-step errors of every node, for mint (units/period)", _
        "Level that middle_out keeps; the top is 0 (>=0; default 1)")
    Application.MacroOptions Macro:="SOP_SPREAD", _
        Description:="Total spread over its parts in proportion, rounded so that the parts add up to it exactly.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "Total of each period (units)", _
        "Last plan or share of each part; one column serves all (weight; >=0)", _
        "Decimals to keep ([0,6]; default 0)")
    Application.MacroOptions Macro:="SOP_WATERFALL", _
        Description:="Forecast waterfall of one item: what each planning cycle said of every month, beside what came true.", _
        Category:="S&OP Demand review", ArgumentDescriptions:=Array( _
        "One row per planning cycle, oldest first; blank before a cycle's first month (units/period)", _
        "What was sold in each period, blank where not known yet (units/period)", _
        "plan, with a last row of actuals, or change against last cycle (plan | change; default plan)")
    Application.MacroOptions Macro:="SOP_CASH_CONVERSION", _
        Description:="Cash conversion cycle: days of inventory (DIO) plus days of sales (DSO) minus days of payables (DPO).", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Stock value, best the average over the time (currency)", _
        "Trade receivables, best the average (currency)", _
        "Trade payables, best the average (currency)", _
        "Revenue of the time (currency)", _
        "Cost of goods sold of the time (currency)", _
        "Length of the time (days; >0; default 365)", _
        "Cash cycle, or days of one balance (ccc | dio | dso | dpo; default ccc)")
    Application.MacroOptions Macro:="SOP_COMMENTARY", _
        Description:="Drafted sentence on each variance: its size, share and flag, and the causes that the parts show.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "What each row is about", _
        "Actual amounts, one per row; costs as positive numbers (currency)", _
        "Budget, plan or prior year (currency)", _
        "revenue, income, cost, expense, " & ChrW(8230) & "; asset or liability for no flag; one word, or one per row", _
        "Contribution of each cause to the variance, rows " & ChrW(215) & " causes (currency)", _
        "Names of the causes, one per column of parts", _
        "Currency to write before the actual amount, such as EUR (default )")
    Application.MacroOptions Macro:="SOP_CONVERT_CURRENCY", _
        Description:="Amounts in the reporting currency at the given rates: plan, actual, or one column of constant rates.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Amounts in local currency, rows " & ChrW(215) & " periods (local currency)", _
        "Currency of the amounts, such as EUR: one, or one per row", _
        "Currencies of the rates; the reporting currency has rate 1", _
        "Rates, currencies " & ChrW(215) & " periods or one column; plan, actual or constant (reporting/local; >0)")
    Application.MacroOptions Macro:="SOP_EFFECTIVE_PRICE", _
        Description:="Price or standard cost of each item that is in effect on each date.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Items, one per row", _
        "Date of each column, such as the first day of each period (date)", _
        "Items of the price or cost list, one row per item and start", _
        "First day of validity; blank = since ever (date)", _
        "Price or standard cost of the list (currency/unit)", _
        "Last day of validity; blank = without end (date)")
    Application.MacroOptions Macro:="SOP_FX_EFFECT", _
        Description:="Effect of exchange rates on amounts in local currency: local " & ChrW(215) & " (compared " & ChrW(8722) & " base rate).", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Amounts in local currency, rows " & ChrW(215) & " periods (local currency)", _
        "Currency of the amounts, such as EUR: one, or one per row", _
        "Currencies of the rates; the reporting currency has rate 1", _
        "Base rates (plan, prior year), currencies " & ChrW(215) & " periods or one column (reporting/local; >0)", _
        "Rates compared with them, currencies " & ChrW(215) & " periods or one column (reporting/local; >0)")
    Application.MacroOptions Macro:="SOP_GAP_TO_AOP", _
        Description:="Gap between latest estimate and annual operating plan, before and after the closers.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Latest estimate, one row of periods (currency)", _
        "Annual operating plan of the same periods (currency)", _
        "What each closer brings if it comes, closers " & ChrW(215) & " periods (currency)", _
        "Probability of each closer (fraction; [0,1])")
    Application.MacroOptions Macro:="SOP_INVENTORY_VALUE", _
        Description:="Value of stock at the standard cost in effect.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Items, one per row", _
        "Stock or projected balance, items " & ChrW(215) & " periods; negative = none (units)", _
        "Date of each column, such as the first day of each period (date)", _
        "Items of the price or cost list, one row per item and start", _
        "First day of validity; blank = since ever (date)", _
        "Price or standard cost of the list (currency/unit)", _
        "Last day of validity; blank = without end (date)")
    Application.MacroOptions Macro:="SOP_LABOUR_VARIANCES", _
        Description:="Standard-cost variances of labour: rate, efficiency and their total.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Hours worked, one per row (hours)", _
        "Rate paid (currency/hour)", _
        "Hours the standard allows for the actual output (hours)", _
        "Standard rate (currency/hour)")
    Application.MacroOptions Macro:="SOP_LATEST_ESTIMATE", _
        Description:="Latest estimate: actuals up to the month of as_of, the plan from there on.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Actual amounts, accounts " & ChrW(215) & " months (currency)", _
        "Newest plan of the same accounts and months (currency)", _
        "Any date in the month of each column (date)", _
        "Any day of the last month with actuals (date)")
    Application.MacroOptions Macro:="SOP_MARGIN_BRIDGE", _
        Description:="Gross-margin bridge: why the margin changed, row by row, in parts that add up to the change exactly.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Quantity of the base period, one per row, in one unit of measure (units)", _
        "Revenue of the base period (currency)", _
        "Cost of goods sold of the base period (currency)", _
        "Quantity of the actual period (units)", _
        "Revenue of the actual period (currency)", _
        "Cost of goods sold of the actual period (currency)", _
        "rows = one row per row; total = one row of sums; bridge = labelled steps from base to actual (rows | total | bridge; default rows)", _
        "Purchase price variance per row, positive = unfavourable (currency)", _
        "Usage variance per row, positive = unfavourable (currency)", _
        "Round all parts to so many decimals so that rows and columns still add up ([0,6])")
    Application.MacroOptions Macro:="SOP_MARGIN_BRIDGE_FX", _
        Description:="Gross-margin bridge of amounts in local currencies, with the effect of exchange rates in front.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Quantity of the base period, one per row, in one unit of measure (units)", _
        "Revenue of the base period (local currency)", _
        "Cost of goods sold of the base period (local currency)", _
        "Exchange rate of the base period (reporting/local currency; >0)", _
        "Quantity of the actual period (units)", _
        "Revenue of the actual period (local currency)", _
        "Cost of goods sold of the actual period (local currency)", _
        "Exchange rate of the actual period (reporting/local currency; >0)", _
        "rows = one row per row; total = one row of sums; bridge = labelled steps from base to actual (rows | total | bridge; default rows)", _
        "Purchase price and usage variance, rows " & ChrW(215) & " 2, positive = unfavourable (local currency)")
    Application.MacroOptions Macro:="SOP_MATERIAL_VARIANCES", _
        Description:="Standard-cost variances of material: purchase price variance (PPV), usage variance and their total.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Quantity used, one per row (units)", _
        "Price paid (currency/unit)", _
        "Quantity the standard allows for the actual output (units)", _
        "Standard price (currency/unit)", _
        "Quantity purchased, if it is not the quantity used (units)")
    Application.MacroOptions Macro:="SOP_OVERHEAD_VARIANCES", _
        Description:="Standard-cost variances of overhead: variable spending and efficiency, fixed budget and volume, total.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Variable overhead incurred, one per row (currency)", _
        "Standard rate of variable overhead (currency/hour)", _
        "Fixed overhead incurred (currency)", _
        "Fixed overhead budgeted (currency)", _
        "Standard rate of fixed overhead: budget " & ChrW(247) & " budgeted hours (currency/hour)", _
        "Hours of the allocation base used (hours)", _
        "Hours the standard allows for the actual output (hours)")
    Application.MacroOptions Macro:="SOP_PERFORMANCE", _
        Description:="Actual, latest estimate, budget and prior year of each account over one span, side by side.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Actual amounts, accounts " & ChrW(215) & " months, from the prior year on (currency)", _
        "Budget of the same accounts and months (currency)", _
        "Newest plan of the same accounts and months (currency)", _
        "Any date in the month of each column (date)", _
        "Any day of the last month with actuals (date)", _
        "Time to add up (month | ytd | full_year | rolling_12; default ytd)", _
        "First month of the fiscal year, 1 = January (month; [1,12]; default 1)")
    Application.MacroOptions Macro:="SOP_PERIOD_TOTAL", _
        Description:="Total over the month, the year to date, the full fiscal year or the rolling twelve months.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Amounts, accounts " & ChrW(215) & " months (currency)", _
        "Any date in the month of each column (date)", _
        "Any day of the last month with actuals (date)", _
        "Time to add up (month | ytd | full_year | rolling_12; default ytd)", _
        "First month of the fiscal year, 1 = January (month; [1,12]; default 1)", _
        "1 = the same span of the prior year (years; >=0; default 0)")
    Application.MacroOptions Macro:="SOP_PLAN_PROFIT", _
        Description:="Plan in money: revenue, cost of goods sold, gross margin and margin % by period, all items together.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Sales plan, items " & ChrW(215) & " periods (units)", _
        "Net prices, items " & ChrW(215) & " periods, or one column (currency/unit)", _
        "Standard costs, items " & ChrW(215) & " periods, or one column (currency/unit)")
End Sub

Private Sub SopDescribe2()
    On Error Resume Next  ' the texts are a comfort: without them every function still works
    Application.MacroOptions Macro:="SOP_PLAN_VALUE", _
        Description:="Plan in money: units times the price or standard cost in effect: revenue, COGS or purchases.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Items, one per row", _
        "Plan in units, items " & ChrW(215) & " periods (units)", _
        "Date of each column, such as the first day of each period (date)", _
        "Items of the price or cost list, one row per item and start", _
        "First day of validity; blank = since ever (date)", _
        "Price or standard cost of the list (currency/unit)", _
        "Last day of validity; blank = without end (date)")
    Application.MacroOptions Macro:="SOP_PURCHASE_CASH", _
        Description:="Purchase cash plan: when planned receipts are paid.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Value of planned receipts, suppliers " & ChrW(215) & " periods (currency)", _
        "Days from receipt to payment, 0 or more, one or one per row (days)", _
        "Length of a period (days; >0; default 30)", _
        "Invoices open at the start, by the period in which they fall due (currency)", _
        "Payments of each period, or what is open at its end (payments | payables; default payments)")
    Application.MacroOptions Macro:="SOP_PVM", _
        Description:="Price-volume-mix: why revenue changed, row by row, in parts that add up to the change exactly.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Quantity of the base period, one per row, in one unit of measure (units)", _
        "Revenue of the base period (currency)", _
        "Quantity of the actual period (units)", _
        "Revenue of the actual period (currency)", _
        "rows = one row per row; total = one row of sums; bridge = labelled steps from base to actual (rows | total | bridge; default rows)", _
        "Round all parts to so many decimals so that rows and columns still add up ([0,6])")
    Application.MacroOptions Macro:="SOP_PVM_FX", _
        Description:="Price-volume-mix of revenue in local currencies, with the effect of exchange rates in front.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Quantity of the base period, one per row, in one unit of measure (units)", _
        "Revenue of the base period (local currency)", _
        "Exchange rate of the base period (reporting/local currency; >0)", _
        "Quantity of the actual period (units)", _
        "Revenue of the actual period (local currency)", _
        "Exchange rate of the actual period (reporting/local currency; >0)", _
        "rows = one row per row; total = one row of sums; bridge = labelled steps from base to actual (rows | total | bridge; default rows)", _
        "Round all parts to so many decimals so that rows and columns still add up ([0,6])")
    Application.MacroOptions Macro:="SOP_VARIANCE", _
        Description:="Variance of actual against budget, its share of the budget, and whether it is favourable.", _
        Category:="S&OP Finance", ArgumentDescriptions:=Array( _
        "Actual amounts, accounts " & ChrW(215) & " periods; costs as positive numbers (currency)", _
        "Budget, plan or prior year of the same accounts and periods (currency)", _
        "revenue, income, cost, expense, " & ChrW(8230) & "; asset or liability for no flag; one word, or one per row", _
        "What to show; effect = effect on profit; all = variance, percent and flag side by side (variance | percent | effect | favourable | material | all; default variance)", _
        "Smallest variance that is material (currency; >=0; default 0)", _
        "Smallest share of the budget that is material; both limits must be reached (fraction; >=0; default 0)")
    Application.MacroOptions Macro:="SOP_WHY", _
        Description:="Reason and remedy of the error in a cell.", _
        Category:="S&OP Help", ArgumentDescriptions:=Array( _
        "The cell whose error is to be explained")
    Application.MacroOptions Macro:="SOP_ALLOCATE", _
        Description:="Constrained plan by priority: a short supply goes to the most important lines first.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Item of each row of supply", _
        "Stock at the start, one per item, 0 or more (units)", _
        "All supply by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Item that each line of demand (customer, channel) wants", _
        "Unconstrained demand, lines " & ChrW(215) & " periods (units/period)", _
        "Rank of each line, 1 before 2; all equal if omitted (rank)", _
        "Unmet demand waits with its priority, or is lost (backlog | lost; default backlog)", _
        "unmet = backlog at the end, or lost in the period (allocated | unmet; default allocated)")
    Application.MacroOptions Macro:="SOP_CONSTRAINED_DEMAND", _
        Description:="Constrained demand: what stock and receipts allow to ship, and what is late or lost.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Stock at the start, one per item; negative = backlog (units)", _
        "Unconstrained demand, items " & ChrW(215) & " periods, 0 or more (units/period)", _
        "All supply by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Unmet demand waits and ships first, or is lost (backlog | lost; default backlog)", _
        "What to show; late = shipped for earlier periods; unmet = backlog at the end, or lost in the period (shipped | on time | late | unmet | stock; default shipped)")
    Application.MacroOptions Macro:="SOP_CYCLE_SERVICE_LEVEL", _
        Description:="Cycle service level that a safety stock gives: the probability of no stock-out per cycle.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Safety stock (units)", _
        "Standard deviation of demand (or RMSE of the forecast) per period, 0 or more (units/period)", _
        "Replenishment lead time, 0 or more (periods)", _
        "Mean demand; needed where the lead time varies (units/period)", _
        "Standard deviation of the lead time, 0 if omitted (periods)", _
        "Time between two reviews; 0 (continuous) if omitted (periods)")
    Application.MacroOptions Macro:="SOP_DAYS_OF_COVER", _
        Description:="Forward cover: the days until future demand has used up the stock.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Stock at the end of each period, items " & ChrW(215) & " periods (units)", _
        "Demand of the same periods, items " & ChrW(215) & " periods (units/period)", _
        "Length of a period (days; >0; default 30)", _
        "Show no more than this, also for stock without demand; omitted = no limit (days; >0)")
    Application.MacroOptions Macro:="SOP_EOQ", _
        Description:="Economic order quantity: balances ordering and holding, " & ChrW(8730) & "(2KD/h).", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Demand per unit of time, 0 or more (units/time)", _
        "Fixed cost of one order or set-up, 0 or more (currency/order)", _
        "Cost of holding one unit for one unit of time, above 0 (currency/(unit" & ChrW(183) & "time))")
    Application.MacroOptions Macro:="SOP_EOQ_BACKORDERS", _
        Description:="Economic order quantity where customers wait, with the backlog just before an order arrives.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Demand per unit of time, 0 or more (units/time)", _
        "Fixed cost of one order or set-up, 0 or more (currency/order)", _
        "Cost of holding one unit for one unit of time, above 0 (currency/(unit" & ChrW(183) & "time))", _
        "Cost of one unit of demand waiting for one unit of time, above 0 (currency/unit/time)")
    Application.MacroOptions Macro:="SOP_EOQ_DISCOUNT", _
        Description:="Best order quantity under all-units discounts, its price and its total cost.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Demand per unit of time, one or per item (units/time)", _
        "Fixed cost of one order, one or per item (currency/order)", _
        "Cost of holding stock as a share of its value, one or per item (1/time)", _
        "Smallest quantity of each price level, rising; one row or one per item (units)", _
        "Unit price of each level; one row or one per item (currency/unit)")
    Application.MacroOptions Macro:="SOP_EPQ", _
        Description:="Economic production quantity: the lot of an item that is made at a finite rate, " & ChrW(8730) & "(2KD/(h" & ChrW(183) & "(1 " & ChrW(8722) & " D/P))).", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Demand per unit of time, 0 or more (units/time)", _
        "Fixed cost of one order or set-up, 0 or more (currency/order)", _
        "Cost of holding one unit for one unit of time, above 0 (currency/(unit" & ChrW(183) & "time))", _
        "Rate of production, above the demand (units/time)")
    Application.MacroOptions Macro:="SOP_EXPECTED_SHORTAGE", _
        Description:="Units expected to be short in a replenishment cycle: " & ChrW(963) & "_L" & ChrW(183) & "G(SS/" & ChrW(963) & "_L).", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Safety stock (units)", _
        "Standard deviation of demand (or RMSE of the forecast) per period, 0 or more (units/period)", _
        "Replenishment lead time, 0 or more (periods)", _
        "Mean demand; needed where the lead time varies (units/period)", _
        "Standard deviation of the lead time, 0 if omitted (periods)", _
        "Time between two reviews; 0 (continuous) if omitted (periods)")
    Application.MacroOptions Macro:="SOP_FENCED_DEMAND", _
        Description:="Demand by the demand time fence: orders inside it, the larger of forecast and orders outside.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Forecast, items " & ChrW(215) & " periods (units/period)", _
        "Customer orders, items " & ChrW(215) & " periods (units/period)", _
        "Number of first periods in which only orders count, one or per item (periods)")
    Application.MacroOptions Macro:="SOP_FENCE_CHECK", _
        Description:="Changes of a plan inside its time fences: frozen before the demand fence, slushy before the planning fence.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "New plan, items " & ChrW(215) & " periods (units/period)", _
        "Plan of the last cycle for the same periods (units/period)", _
        "First periods that are frozen, one or per item (periods)", _
        "First periods in which a change needs consent, one or per item (periods)", _
        "Change that does not matter; 0 if omitted (units; >=0)", _
        "Flag of the changes inside the fences, or all changes (flag | change; default flag)")
    Application.MacroOptions Macro:="SOP_FILL_RATE", _
        Description:="Fill rate that a safety stock gives: the share of demand met from stock.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Safety stock (units)", _
        "Replenishment quantity per cycle, above 0 (units)", _
        "Standard deviation of demand (or RMSE of the forecast) per period, 0 or more (units/period)", _
        "Replenishment lead time, 0 or more (periods)", _
        "Mean demand; needed where the lead time varies (units/period)", _
        "Standard deviation of the lead time, 0 if omitted (periods)", _
        "Time between two reviews; 0 (continuous) if omitted (periods)")
    Application.MacroOptions Macro:="SOP_MIN_MAX_POLICY", _
        Description:="Min and max of a stock reviewed every period: the (s,S) policy by the power approximation.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Mean demand per review period, above 0 (units/period)", _
        "Standard deviation of demand per review period, above 0 (units/period)", _
        "Lead time after the review, 0 or more (periods)", _
        "Fixed cost of one order or set-up, 0 or more (currency/order)", _
        "Cost of holding one unit for one period, above 0 (currency/(unit" & ChrW(183) & "period))", _
        "Cost of one unit of backlog for one period, above 0 (currency/(unit" & ChrW(183) & "period))")
    Application.MacroOptions Macro:="SOP_NEWSVENDOR", _
        Description:="Newsvendor: the one order for a season that balances shortage and leftovers.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Cost of one unit short, usually price " & ChrW(8722) & " cost; above 0 (currency/unit)", _
        "Cost of one unit left over, cost " & ChrW(8722) & " salvage value; above 0 (currency/unit)", _
        "Mean demand of the season, 0 or more (units)", _
        "Standard deviation of demand of the season, 0 or more (units)")
    Application.MacroOptions Macro:="SOP_POLICY_BY_CLASS", _
        Description:="Policy parameters of each item from a table of rules by ABC-XYZ class.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "ABC class of each item", _
        "XYZ class of each item", _
        "Rules: ABC class, * or blank for any", _
        "Rules: XYZ class, * or blank for any", _
        "Rules: parameters, rules " & ChrW(215) & " parameters, e.g. service level, review period (as named)")
    Application.MacroOptions Macro:="SOP_POQ", _
        Description:="Period order quantity: the whole number of periods that an economic order covers, at least one.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Mean demand per period, above 0 (units/period)", _
        "Fixed cost of one order or set-up, 0 or more (currency/order)", _
        "Cost of holding one unit for one period, above 0 (currency/(unit" & ChrW(183) & "period))")
    Application.MacroOptions Macro:="SOP_PROJECT_INVENTORY", _
        Description:="Projected available balance at the end of each period.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Stock at the start of the first period, one per item (units)", _
        "Demand, items " & ChrW(215) & " periods (units/period)", _
        "Open supply orders by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Planned supply orders by period of receipt, items " & ChrW(215) & " periods (units/period)")
    Application.MacroOptions Macro:="SOP_REORDER_POINT", _
        Description:="Reorder point: mean demand over the lead time plus safety stock.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Mean demand per period, 0 or more (units/period)", _
        "Replenishment lead time, 0 or more (periods)", _
        "Safety stock, from SOP_SAFETY_STOCK (units)")
    Application.MacroOptions Macro:="SOP_RQ_POLICY", _
        Description:="Reorder point and order quantity of least expected cost, found together: the (R,Q) policy.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Mean demand, above 0 (units/time)", _
        "Standard deviation of demand, above 0 (units/time)", _
        "Replenishment lead time, above 0 (time)", _
        "Fixed cost of one order or set-up, 0 or more (currency/order)", _
        "Cost of holding one unit for one unit of time, above 0 (currency/(unit" & ChrW(183) & "time))", _
        "Cost of every unit short, above 0 (currency/unit)")
    Application.MacroOptions Macro:="SOP_SAFETY_STOCK", _
        Description:="Safety stock by cycle service level: the probability of no stock-out per cycle.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Cycle service level (" & ChrW(945) & "), above 0 and below 1, e.g. 0.95 (fraction)", _
        "Standard deviation of demand (or RMSE of the forecast) per period, 0 or more (units/period)", _
        "Replenishment lead time, 0 or more (periods)", _
        "Mean demand; needed where the lead time varies (units/period)", _
        "Standard deviation of the lead time, 0 if omitted (periods)", _
        "Time between two reviews; 0 (continuous) if omitted (periods)")
    Application.MacroOptions Macro:="SOP_SAFETY_STOCK_COVER", _
        Description:="Safety stock as periods of cover: the demand of the periods that follow each period.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Demand, items " & ChrW(215) & " periods (units/period)", _
        "Periods of demand to be covered, 0 or more; one or per item (periods)")
    Application.MacroOptions Macro:="SOP_SAFETY_STOCK_FILL_RATE", _
        Description:="Safety stock by fill rate: the share of demand that is met from stock.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Fill rate (" & ChrW(946) & "), share of demand met from stock, above 0 and below 1 (fraction)", _
        "Replenishment quantity per cycle, above 0 (units)", _
        "Standard deviation of demand (or RMSE of the forecast) per period, 0 or more (units/period)", _
        "Replenishment lead time, 0 or more (periods)", _
        "Mean demand; needed where the lead time varies (units/period)", _
        "Standard deviation of the lead time, 0 if omitted (periods)", _
        "Time between two reviews; 0 (continuous) if omitted (periods)")
    Application.MacroOptions Macro:="SOP_SAFETY_STOCK_FROM_ERROR", _
        Description:="Safety stock from the errors that the forecast made: z" & ChrW(183) & "RMSE" & ChrW(183) & ChrW(8730) & "(LT + R).", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Actual demand, items " & ChrW(215) & " past periods (units/period)", _
        "Forecast of the same periods (units/period)", _
        "Cycle service level (" & ChrW(945) & "), above 0 and below 1; one or per item (fraction)", _
        "Replenishment lead time; one or per item (periods)", _
        "Time between two reviews; 0 if omitted (periods)")
    Application.MacroOptions Macro:="SOP_SHELF_LIFE", _
        Description:="Projection of stock with a shelf life: first expired, first out, and what must be written off.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Stock by the last period of its life, items " & ChrW(215) & " periods; one more column for longer (units)", _
        "Demand, items " & ChrW(215) & " periods, 0 or more (units/period)", _
        "Fresh supply by period of receipt (units/period)", _
        "Periods of use of a receipt, its own included; 1 if omitted (periods)", _
        "Written off, usable stock at the end, or demand not met (expired | stock | short; default expired)")
    Application.MacroOptions Macro:="SOP_STOCK_AGEING", _
        Description:="Age of the stock: what is on hand came with the latest receipts (first in, first out).", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Stock now, one per item (units)", _
        "Receipts up to now, items " & ChrW(215) & " periods, latest last (units/period)", _
        "Rising ages that part the classes, e.g. 3, 6, 12 (periods; >=1)")
    Application.MacroOptions Macro:="SOP_STOCK_HEALTH", _
        Description:="Stock by how soon it is used: active, excess, slow-moving, obsolete; the parts add up to the stock.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Stock, one per item (units)", _
        "Demand up to now, items " & ChrW(215) & " periods, latest last (units/period)", _
        "Expected demand, items " & ChrW(215) & " periods (units/period)", _
        "Cover that is wanted, one or per item (periods)", _
        "Cover beyond which stock moves slowly, one or per item (periods)", _
        "Latest periods without demand that make an item obsolete (periods; >=1)")
    Application.MacroOptions Macro:="SOP_STOCK_TURNS", _
        Description:="Stock turns: annual cost of goods sold " & ChrW(247) & " average stock value. Days of inventory are 365 " & ChrW(247) & " turns.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Cost of goods sold, items " & ChrW(215) & " periods (currency/period)", _
        "Value of the stock at the end of the same periods (currency)", _
        "12 for months, 52 for weeks (periods; >0; default 12)")
    Application.MacroOptions Macro:="SOP_TRADE_OFF", _
        Description:="Trade-off curve: what stock of all items together costs at each service level, and what it serves.", _
        Category:="S&OP Inventory", ArgumentDescriptions:=Array( _
        "Cycle service levels to compare (fraction; (0,1))", _
        "Mean demand of each item (units/period; >=0)", _
        "Standard deviation of demand of each item (units/period; >=0)", _
        "Replenishment lead time, one or per item (periods; >=0)", _
        "Replenishment quantity, one or per item (units; >0)", _
        "Standard cost, one or per item (currency/unit; >=0)")
    Application.MacroOptions Macro:="SOP_CANNIBALISE", _
        Description:="Forecast of existing items less what a new item takes from them, in proportion to their forecast.", _
        Category:="S&OP Product review", ArgumentDescriptions:=Array( _
        "Forecast of the existing items (units/period; >=0)", _
        "Forecast of the new item (units/period)", _
        "Share of the new units that the affected items would have sold (fraction; [0,1])", _
        "1 for each affected item; default all (flag)")
    Application.MacroOptions Macro:="SOP_HAND_OVER", _
        Description:="From the like-item profile to the item's own forecast as its history grows: weight n " & ChrW(247) & " (n + k).", _
        Category:="S&OP Product review", ArgumentDescriptions:=Array( _
        "Forecast from similar items (units/period)", _
        "Forecast from the item's own history; blank where there is none (units/period)", _
        "Periods of own history of each item (periods; >=0)", _
        "History at which both count the same (periods; >0; default 6)")
    Application.MacroOptions Macro:="SOP_NEW_ITEM", _
        Description:="Forecast of a new item from similar ones: " & ChrW(931) & " weight " & ChrW(215) & " reference, times the phase-in.", _
        Category:="S&OP Product review", ArgumentDescriptions:=Array( _
        "Forecast or launch history of similar items (units/period)", _
        "Share of each similar item; default their mean (fraction; >=0)", _
        "Share of the full level in each period, SOP_RAMP (fraction)")
    Application.MacroOptions Macro:="SOP_RAMP", _
        Description:="Straight-line phase-in or phase-out of an item over the plan.", _
        Category:="S&OP Product review", ArgumentDescriptions:=Array( _
        "Length of the plan (periods; [1,520])", _
        "Periods until the full level is reached; 1 = at once (periods; [1,520])", _
        "First period of the ramp; 0 or less lies before the plan (period number; [-520,520]; default 1)", _
        "in = from 0 up to 1, out = from 1 down to 0 (in | out; default in)")
    Application.MacroOptions Macro:="SOP_SUPERSEDE", _
        Description:="Demand history moved along chains of succession: each replaced item is blank, its last successor has the sum.", _
        Category:="S&OP Product review", ArgumentDescriptions:=Array( _
        "Demand, items " & ChrW(215) & " periods (units/period)", _
        "Name of each item", _
        "Item that replaces it; blank = none")
    Application.MacroOptions Macro:="SOP_VITALITY", _
        Description:="Vitality index: share of revenue from items younger than so many years.", _
        Category:="S&OP Product review", ArgumentDescriptions:=Array( _
        "Revenue of each item (currency)", _
        "Age of each item; blank counts as old (years)", _
        "Age below which an item is new (years; >0; default 3)")
End Sub

Private Sub SopDescribe3()
    On Error Resume Next  ' the texts are a comfort: without them every function still works
    Application.MacroOptions Macro:="SOP_DECISION_RECORD", _
        Description:="Decision record: every promoted scenario with who decided it, when and why, and what it did to the plan.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "Decision record without its header: scenario, decided on (date), decided by, reason", _
        "Planning date; decisions after it do not count yet (date)", _
        "Table of changes without its header: scenario, driver, item, from, to, replace|add|percent|delay, value", _
        "Items, one per row of the plan", _
        "Date of each column of the plan (date)", _
        "Stock at the start, one per item (units)", _
        "Demand of the base plan, items " & ChrW(215) & " periods (units/period; >=0)", _
        "Receipts of the base plan, items " & ChrW(215) & " periods (units/period; >=0)", _
        "Net prices, items " & ChrW(215) & " periods or one column (currency/unit)", _
        "Standard costs, items " & ChrW(215) & " periods or one column (currency/unit)")
    Application.MacroOptions Macro:="SOP_PROMOTED_PLAN", _
        Description:="One driver of the plan with all scenarios promoted to it by a decision up to the planning date.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "The driver in the base plan, items " & ChrW(215) & " periods (as the driver)", _
        "Items, one per row of the plan", _
        "Date of each column of the plan (date)", _
        "Table of changes without its header: scenario, driver, item, from, to, replace|add|percent|delay, value", _
        "Decision record without its header: scenario, decided on (date), decided by, reason", _
        "Planning date; decisions after it do not count yet (date)", _
        "What the base is (demand | supply | on_hand | price | cost | fx | lead_time | capacity)")
    Application.MacroOptions Macro:="SOP_SCENARIO", _
        Description:="One driver of the plan as a scenario has it: the base with the scenario's changes laid over it.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "The driver in the base plan, items " & ChrW(215) & " periods (as the driver)", _
        "Items, one per row of the plan", _
        "Date of each column of the plan (date)", _
        "Table of changes without its header: scenario, driver, item, from, to, replace|add|percent|delay, value", _
        "Name of the scenario; Base for the base plan", _
        "What the base is (demand | supply | on_hand | price | cost | fx | lead_time | capacity)")
    Application.MacroOptions Macro:="SOP_SCENARIO_KPIS", _
        Description:="KPIs of the base plan and of every scenario side by side.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "Table of changes without its header: scenario, driver, item, from, to, replace|add|percent|delay, value", _
        "Items, one per row of the plan", _
        "Date of each column of the plan (date)", _
        "Stock at the start, one per item (units)", _
        "Demand of the base plan, items " & ChrW(215) & " periods (units/period; >=0)", _
        "Receipts of the base plan, items " & ChrW(215) & " periods (units/period; >=0)", _
        "Net prices, items " & ChrW(215) & " periods or one column (currency/unit)", _
        "Standard costs, items " & ChrW(215) & " periods or one column (currency/unit)", _
        "Time of a unit, items " & ChrW(215) & " resources, for the KPIs of load (hours/unit; >=0)", _
        "Resources and their available hours: a name, then one column per period")
    Application.MacroOptions Macro:="SOP_SIMULATE_MARGIN", _
        Description:="Simulated margin of what can be shipped: P10, P50 and P90 over all periods.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "Stock at the start, one per item; negative = backlog (units)", _
        "Forecast, items " & ChrW(215) & " periods (units/period)", _
        "Planned supply by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Past forecast errors (actual " & ChrW(8722) & " forecast), items " & ChrW(215) & " past periods (units/period)", _
        "Margin of a unit shipped, one per item (currency/unit)", _
        "Any whole number; the same seed gives the same result (>=0)", _
        "One row per item, or one row for all together (items | total; default items)", _
        "Number of runs ([100,10000]; default 1000)", _
        "Past delays of receipts in whole periods, negative = early (periods)")
    Application.MacroOptions Macro:="SOP_SIMULATE_STOCK", _
        Description:="Simulated stock at the end of each period: quantiles, chance of a stock-out, fill rate.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "Stock at the start, one per item; negative = backlog (units)", _
        "Forecast, items " & ChrW(215) & " periods (units/period)", _
        "Planned supply by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Past forecast errors (actual " & ChrW(8722) & " forecast), items " & ChrW(215) & " past periods (units/period)", _
        "Any whole number; the same seed gives the same result (>=0)", _
        "Quantile of stock, chance of a backlog, or P10, P50 and P90 of the fill rate (p10 | p50 | p90 | stock_out | fill_rate; default p50)", _
        "Number of runs ([100,10000]; default 1000)", _
        "Past delays of receipts in whole periods, negative = early (periods)")
    Application.MacroOptions Macro:="SOP_TORNADO", _
        Description:="Tornado chart: drivers by how far they move an outcome such as the gross margin, the widest bar first.", _
        Category:="S&OP Scenario", ArgumentDescriptions:=Array( _
        "Drivers", _
        "Outcome with the driver at its low end, all others at base (as the outcome)", _
        "Outcome with the driver at its high end, all others at base (as the outcome)", _
        "Outcome of the base plan (as the outcome)")
    Application.MacroOptions Macro:="SOP_ATP", _
        Description:="Available to promise: what the schedule leaves for new orders.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Stock at the start, one per item; negative = backlog (units)", _
        "Master schedule receipts, items " & ChrW(215) & " periods (units/period)", _
        "Orders promised so far, items " & ChrW(215) & " periods (units/period)", _
        "Per receipt, or up to each period without breaking a later order (discrete | cumulative; default discrete)")
    Application.MacroOptions Macro:="SOP_BACKLOG", _
        Description:="Order backlog: opening backlog plus bookings minus shipments.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Backlog at the start, one per row (units or currency)", _
        "Orders taken, rows " & ChrW(215) & " periods (per period)", _
        "Goods shipped, rows " & ChrW(215) & " periods (per period)")
    Application.MacroOptions Macro:="SOP_BOM_EXPLODE", _
        Description:="Indented bill of material: everything that goes into one unit of an item, over all levels.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Item to take apart", _
        "Bill: parent of each line; a line without a parent is passed over", _
        "Bill: component of each line", _
        "Bill: quantity in one good unit of the parent (units; >=0)", _
        "Bill: share of the component that survives its use, up to 1; 1 if omitted (fraction; (0,1])", _
        "Bill: first day of each line; blank = always (date)", _
        "Bill: last day of each line; blank = for ever (date)", _
        "Day whose bill is wanted; all lines if omitted")
    Application.MacroOptions Macro:="SOP_CTP", _
        Description:="Capable to promise: available to promise plus what free capacity and free components can make in time.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Cumulative available to promise, items " & ChrW(215) & " periods (units)", _
        "Available hours " & ChrW(8722) & " load, resources " & ChrW(215) & " periods (hours)", _
        "Time of a unit, items " & ChrW(215) & " resources (hours/unit)", _
        "Whole periods from work to finished unit; 0 if omitted (periods)", _
        "Cumulative ATP of the components, components " & ChrW(215) & " periods (units)", _
        "Components in a unit, items " & ChrW(215) & " components (units/unit)")
    Application.MacroOptions Macro:="SOP_DYNAMIC_LOTS", _
        Description:="Lots for demand that varies, each covering the requirements up to the next one.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Net requirements, items " & ChrW(215) & " periods (units/period)", _
        "Fixed cost of an order, one or per item (currency/order)", _
        "Cost of carrying a unit for a period, one or per item (currency)", _
        "Cheapest of all plans, or the rule of least cost per period (wagner-whitin | silver-meal; default wagner-whitin)")
    Application.MacroOptions Macro:="SOP_GROSS_REQUIREMENTS", _
        Description:="Gross requirements: what a plan asks of any items over all levels of the bill, without stocks and lead times.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Items whose requirements are wanted, one per row of the result", _
        "Units to be made or supplied, items " & ChrW(215) & " periods (units/period)", _
        "Name of each row of the plan", _
        "Bill: parent of each line; a line without a parent is passed over", _
        "Bill: component of each line", _
        "Bill: quantity in one good unit of the parent (units; >=0)", _
        "Bill: share of the component that survives its use, up to 1; 1 if omitted (fraction; (0,1])")
    Application.MacroOptions Macro:="SOP_LOW_LEVEL_CODE", _
        Description:="Low-level code of items: the deepest level of the bill of material at which they occur.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Items whose code is wanted", _
        "Bill: parent of each line; a line without a parent is passed over", _
        "Bill: component of each line")
    Application.MacroOptions Macro:="SOP_MASTER_SCHEDULE", _
        Description:="Master production schedule: receipts that keep the balance above the safety stock.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Stock at the start, one per item; negative = backlog (units)", _
        "Forecast, items " & ChrW(215) & " periods (units/period)", _
        "Customer orders, items " & ChrW(215) & " periods (units/period)", _
        "Receipts that are fixed, items " & ChrW(215) & " periods (units)", _
        "Lot rule: minimum, multiple, maximum, periods of need per order; one row or one per item; 0 or blank = none (units and periods)", _
        "Level below which stock shall not fall, per item or items " & ChrW(215) & " periods; 0 if omitted (units)", _
        "First periods in which only orders count as demand; 0 if omitted (periods)", _
        "First periods in which nothing is added to firm receipts; 0 if omitted (periods)", _
        "Which line of the schedule to show (mps | balance | demand | atp | cumulative atp; default mps)")
    Application.MacroOptions Macro:="SOP_MRP", _
        Description:="Material requirements planning: explode, net and offset level by level.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "All planned items: finished items and every component of theirs", _
        "Independent demand, items " & ChrW(215) & " periods (units/period)", _
        "Per item: on hand, safety stock, lead time, yield, lot minimum, multiple, maximum, periods; or fewer (units and periods)", _
        "Bill: parent of each line; a line without a parent is passed over", _
        "Bill: component of each line", _
        "Bill: quantity in one good unit of the parent (units; >=0)", _
        "Open orders by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Which line of the record to show (releases | receipts | gross | net | balance | late; default releases)", _
        "Bill: share of the component that survives its use, up to 1; 1 if omitted (fraction; (0,1])")
    Application.MacroOptions Macro:="SOP_PLANNED_ORDERS", _
        Description:="Planned orders that keep the stock above its safety stock, by lot rule and lead time.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Stock at the start, one per item; negative = backlog (units)", _
        "Demand (gross requirements), items " & ChrW(215) & " periods (units/period)", _
        "Open orders by period of receipt, items " & ChrW(215) & " periods (units/period)", _
        "Level below which stock shall not fall, per item or items " & ChrW(215) & " periods; 0 if omitted (units)", _
        "Whole periods from release to receipt; 0 if omitted (periods)", _
        "Lot rule: minimum, multiple, maximum, periods of need per order; one row or one per item; 0 or blank = none (units and periods)", _
        "First periods in which nothing new is planned; 0 if omitted (periods)", _
        "What to show; net = net requirements; late = receipts that come too soon for their lead time (receipts | releases | balance | net | late; default receipts)")
    Application.MacroOptions Macro:="SOP_PROMISE_PERIOD", _
        Description:="First period by whose end a quantity can be promised; #N/A where the horizon does not hold enough.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Cumulative ATP or CTP, items " & ChrW(215) & " periods (units)", _
        "Requested quantity, one or per item (units; >=0)")
    Application.MacroOptions Macro:="SOP_SUPPLIER_PERFORMANCE", _
        Description:="Supplier performance: on time, in full, both (OTIF), and the lead time, one row per supplier.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Supplier of each order line", _
        "Promised date of each line (date)", _
        "Date of receipt; blank while the line is open (date)", _
        "Quantity ordered, above 0 (units)", _
        "Quantity received (units)", _
        "Date of the order, for the lead time (date)", _
        "Open lines due before this day count as late; else open lines do not count")
    Application.MacroOptions Macro:="SOP_SUPPLIER_PPV", _
        Description:="Purchase price variance by supplier: (price paid " & ChrW(8722) & " standard price) " & ChrW(215) & " quantity; positive = paid too much.", _
        Category:="S&OP Supply", ArgumentDescriptions:=Array( _
        "Supplier of each receipt", _
        "Price paid (currency/unit)", _
        "Standard price (currency/unit)", _
        "Quantity received (units)")
End Sub

