Attribute VB_Name = "xlwings_udfs"
Option Explicit
' Generated: change the definitions in Python, not this text.

Public Function SOP_AGGREGATE_PLAN( _
        ByRef demand As Variant, _
        ByRef parameters As Variant, _
        ByRef parameter_values As Variant, _
        Optional ByRef strategy As Variant, _
        Optional ByRef workers As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_AGGREGATE_PLAN.VB_Description = "Aggregate plan: workforce, overtime, stock, backlog and subcontracting at the least total cost."
    SOP_AGGREGATE_PLAN = SopCall("SOP_AGGREGATE_PLAN", Array(demand, parameters, parameter_values, strategy, workers, output))
End Function

Public Function SOP_CAPACITY_GAP( _
        ByRef load As Variant, _
        ByRef available As Variant, _
        Optional ByRef hours_per_unit As Variant) As Variant
Attribute SOP_CAPACITY_GAP.VB_Description = "Hours (or units) that are left of the available capacity; negative = overload."
    SOP_CAPACITY_GAP = SopCall("SOP_CAPACITY_GAP", Array(load, available, hours_per_unit))
End Function

Public Function SOP_CAPACITY_LEVERS( _
        ByRef load As Variant, _
        ByRef available As Variant, _
        ByRef levers As Variant, _
        ByRef lever_hours As Variant, _
        ByRef lever_cost As Variant, _
        Optional ByRef carrying_cost As Variant) As Variant
Attribute SOP_CAPACITY_LEVERS.VB_Description = "Capacity levers: the cheapest mix of overtime, shifts, subcontracting and pre-building that meets the load."
    SOP_CAPACITY_LEVERS = SopCall("SOP_CAPACITY_LEVERS", Array(load, available, levers, lever_hours, lever_cost, carrying_cost))
End Function

Public Function SOP_CAPACITY_LOAD( _
        ByRef plan As Variant, _
        ByRef hours_per_unit As Variant, _
        Optional ByRef setup_hours As Variant, _
        Optional ByRef lot_size As Variant, _
        Optional ByRef efficiency As Variant, _
        Optional ByRef scrap As Variant, _
        Optional ByRef offset As Variant) As Variant
Attribute SOP_CAPACITY_LOAD.VB_Description = "Rough-cut capacity: the hours that a plan asks of each resource in each period."
    SOP_CAPACITY_LOAD = SopCall("SOP_CAPACITY_LOAD", Array(plan, hours_per_unit, setup_hours, lot_size, efficiency, scrap, offset))
End Function

Public Function SOP_ROUTING_LOAD( _
        ByRef plan As Variant, _
        ByRef items As Variant, _
        ByRef resources As Variant, _
        ByRef operation_item As Variant, _
        ByRef operation_resource As Variant, _
        ByRef hours_per_unit As Variant, _
        Optional ByRef offset As Variant, _
        Optional ByRef setup_hours As Variant, _
        Optional ByRef scrap As Variant, _
        Optional ByRef efficiency As Variant) As Variant
Attribute SOP_ROUTING_LOAD.VB_Description = "Rough-cut capacity from a list of operations: the hours asked of each resource in each period."
    SOP_ROUTING_LOAD = SopCall("SOP_ROUTING_LOAD", Array(plan, items, resources, operation_item, operation_resource, hours_per_unit, offset, setup_hours, scrap, efficiency))
End Function

Public Function SOP_UTILISATION( _
        ByRef load As Variant, _
        ByRef available As Variant) As Variant
Attribute SOP_UTILISATION.VB_Description = "Share of the available hours that the load takes; above 1 is an overload."
    SOP_UTILISATION = SopCall("SOP_UTILISATION", Array(load, available))
End Function

Public Function SOP_ACCURACY( _
        ByRef actual As Variant, _
        ByRef forecast As Variant, _
        Optional ByRef metric As Variant, _
        Optional ByRef insample As Variant, _
        Optional ByRef season_length As Variant) As Variant
Attribute SOP_ACCURACY.VB_Description = "Accuracy of a forecast over a range: WAPE, bias, tracking signals, MASE and others."
    SOP_ACCURACY = SopCall("SOP_ACCURACY", Array(actual, forecast, metric, insample, season_length))
End Function

Public Function SOP_BACKTEST( _
        ByRef history As Variant, _
        Optional ByRef horizon As Variant, _
        Optional ByRef origins As Variant, _
        Optional ByRef season_length As Variant, _
        Optional ByRef methods As Variant, _
        Optional ByRef segments As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_BACKTEST.VB_Description = "League table of forecasting methods: what each would have got wrong, forecasting from earlier origins."
    SOP_BACKTEST = SopCall("SOP_BACKTEST", Array(history, horizon, origins, season_length, methods, segments, output))
End Function

Public Function SOP_CLASS_MOVEMENT( _
        ByRef before As Variant, _
        ByRef now As Variant) As Variant
Attribute SOP_CLASS_MOVEMENT.VB_Description = "What has become of the class of each item since the last cycle."
    SOP_CLASS_MOVEMENT = SopCall("SOP_CLASS_MOVEMENT", Array(before, now))
End Function

Public Function SOP_FORECAST( _
        ByRef history As Variant, _
        ByRef horizon As Variant, _
        Optional ByRef season_length As Variant, _
        Optional ByRef method As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef level As Variant, _
        Optional ByRef missing As Variant) As Variant
Attribute SOP_FORECAST.VB_Description = "Forecast of each row of a table of histories, with its prediction interval."
    SOP_FORECAST = SopCall("SOP_FORECAST", Array(history, horizon, season_length, method, output, level, missing))
End Function

Public Function SOP_FORECAST_DRIVERS( _
        ByRef history As Variant, _
        ByRef drivers As Variant, _
        ByRef future_drivers As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef level As Variant, _
        Optional ByRef errors As Variant, _
        Optional ByRef season_length As Variant) As Variant
Attribute SOP_FORECAST_DRIVERS.VB_Description = "Forecast of one item by regression on drivers that are known for the past and for the future."
    SOP_FORECAST_DRIVERS = SopCall("SOP_FORECAST_DRIVERS", Array(history, drivers, future_drivers, output, level, errors, season_length))
End Function

Public Function SOP_ORDER_UP_TO_LEVEL( _
        ByRef history As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef service_level As Variant) As Variant
Attribute SOP_ORDER_UP_TO_LEVEL.VB_Description = "Stock level to order up to for intermittent demand, from its own distribution over the lead time."
    SOP_ORDER_UP_TO_LEVEL = SopCall("SOP_ORDER_UP_TO_LEVEL", Array(history, lead_time, service_level))
End Function

Public Function SOP_SEGMENT( _
        ByRef value As Variant, _
        ByRef demand As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef a_cut As Variant, _
        Optional ByRef b_cut As Variant, _
        Optional ByRef x_cut As Variant, _
        Optional ByRef y_cut As Variant) As Variant
Attribute SOP_SEGMENT.VB_Description = "ABC-XYZ class of each item, with its demand class (Syntetos-Boylan) in the full table."
    SOP_SEGMENT = SopCall("SOP_SEGMENT", Array(value, demand, output, a_cut, b_cut, x_cut, y_cut))
End Function

Public Function SOP_CLEANSE( _
        ByRef history As Variant, _
        Optional ByRef season_length As Variant, _
        Optional ByRef limit As Variant, _
        Optional ByRef stock_out As Variant, _
        Optional ByRef promotion As Variant, _
        Optional ByRef working_days As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_CLEANSE.VB_Description = "History as it would have been with stock and without promotions, outliers and calendar effects."
    SOP_CLEANSE = SopCall("SOP_CLEANSE", Array(history, season_length, limit, stock_out, promotion, working_days, output))
End Function

Public Function SOP_CONSENSUS( _
        ByRef statistical As Variant, _
        Optional ByRef sales As Variant, _
        Optional ByRef marketing As Variant, _
        Optional ByRef customer As Variant, _
        Optional ByRef weights As Variant, _
        Optional ByRef rule As Variant) As Variant
Attribute SOP_CONSENSUS.VB_Description = "Consensus of several inputs, cell by cell: weighted mean, or by priority from left to right."
    SOP_CONSENSUS = SopCall("SOP_CONSENSUS", Array(statistical, sales, marketing, customer, weights, rule))
End Function

Public Function SOP_CONSUME_FORECAST( _
        ByRef forecast As Variant, _
        ByRef orders As Variant, _
        Optional ByRef backward As Variant, _
        Optional ByRef forward As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_CONSUME_FORECAST.VB_Description = "Forecast left after customer orders have consumed it: their own period first, then back, then ahead."
    SOP_CONSUME_FORECAST = SopCall("SOP_CONSUME_FORECAST", Array(forecast, orders, backward, forward, output))
End Function

Public Function SOP_FORECAST_AT_LAG( _
        ByRef snapshots As Variant, _
        Optional ByRef lag As Variant) As Variant
Attribute SOP_FORECAST_AT_LAG.VB_Description = "Forecast of each period as it stood so many periods before, from the snapshots of one item."
    SOP_FORECAST_AT_LAG = SopCall("SOP_FORECAST_AT_LAG", Array(snapshots, lag))
End Function

Public Function SOP_FVA( _
        ByRef actual As Variant, _
        ByRef step_1 As Variant, _
        ByRef step_2 As Variant, _
        Optional ByRef step_3 As Variant, _
        Optional ByRef step_4 As Variant, _
        Optional ByRef names As Variant, _
        Optional ByRef groups As Variant, _
        Optional ByRef dead_zone As Variant) As Variant
Attribute SOP_FVA.VB_Description = "Forecast value added: whether each step of the process makes the forecast better than the step before."
    SOP_FVA = SopCall("SOP_FVA", Array(actual, step_1, step_2, step_3, step_4, names, groups, dead_zone))
End Function

Public Function SOP_NAIVE_AT_LAG( _
        ByRef history As Variant, _
        Optional ByRef lag As Variant, _
        Optional ByRef season_length As Variant) As Variant
Attribute SOP_NAIVE_AT_LAG.VB_Description = "What the naive or the seasonal naive forecast said of each period, so many periods before."
    SOP_NAIVE_AT_LAG = SopCall("SOP_NAIVE_AT_LAG", Array(history, lag, season_length))
End Function

Public Function SOP_OVERRIDE( _
        ByRef plan As Variant, _
        ByRef items As Variant, _
        ByRef periods As Variant, _
        ByRef overrides As Variant, _
        ByRef as_of As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_OVERRIDE.VB_Description = "Plan after all overrides that have not expired: replace, ? units, ? % (a fraction), in the order of the list."
    SOP_OVERRIDE = SopCall("SOP_OVERRIDE", Array(plan, items, periods, overrides, as_of, output))
End Function

Public Function SOP_OVERRIDE_VALUE( _
        ByRef actual As Variant, _
        ByRef plan As Variant, _
        ByRef items As Variant, _
        ByRef periods As Variant, _
        ByRef overrides As Variant, _
        Optional ByRef dead_zone As Variant) As Variant
Attribute SOP_OVERRIDE_VALUE.VB_Description = "Forecast value added per person: what each owner's overrides did to the forecasts that they changed."
    SOP_OVERRIDE_VALUE = SopCall("SOP_OVERRIDE_VALUE", Array(actual, plan, items, periods, overrides, dead_zone))
End Function

Public Function SOP_RECONCILE( _
        ByRef nodes As Variant, _
        ByRef parents As Variant, _
        ByRef forecast As Variant, _
        Optional ByRef method As Variant, _
        Optional ByRef errors As Variant, _
        Optional ByRef middle As Variant) As Variant
Attribute SOP_RECONCILE.VB_Description = "Forecasts of a hierarchy changed so that every total is the sum of its parts."
    SOP_RECONCILE = SopCall("SOP_RECONCILE", Array(nodes, parents, forecast, method, errors, middle))
End Function

Public Function SOP_SPREAD( _
        ByRef total As Variant, _
        ByRef weights As Variant, _
        Optional ByRef decimals As Variant) As Variant
Attribute SOP_SPREAD.VB_Description = "Total spread over its parts in proportion, rounded so that the parts add up to it exactly."
    SOP_SPREAD = SopCall("SOP_SPREAD", Array(total, weights, decimals))
End Function

Public Function SOP_WATERFALL( _
        ByRef snapshots As Variant, _
        ByRef actual As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_WATERFALL.VB_Description = "Forecast waterfall of one item: what each planning cycle said of every month, beside what came true."
    SOP_WATERFALL = SopCall("SOP_WATERFALL", Array(snapshots, actual, output))
End Function

Public Function SOP_CASH_CONVERSION( _
        ByRef inventory As Variant, _
        ByRef receivables As Variant, _
        ByRef payables As Variant, _
        ByRef revenue As Variant, _
        ByRef cogs As Variant, _
        Optional ByRef days As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_CASH_CONVERSION.VB_Description = "Cash conversion cycle: days of inventory (DIO) plus days of sales (DSO) minus days of payables (DPO)."
    SOP_CASH_CONVERSION = SopCall("SOP_CASH_CONVERSION", Array(inventory, receivables, payables, revenue, cogs, days, output))
End Function

Public Function SOP_COMMENTARY( _
        ByRef names As Variant, _
        ByRef actual As Variant, _
        ByRef budget As Variant, _
        ByRef account_type As Variant, _
        Optional ByRef parts As Variant, _
        Optional ByRef part_names As Variant, _
        Optional ByRef currency_ As Variant) As Variant
Attribute SOP_COMMENTARY.VB_Description = "Drafted sentence on each variance: its size, share and flag, and the causes that the parts show."
    SOP_COMMENTARY = SopCall("SOP_COMMENTARY", Array(names, actual, budget, account_type, parts, part_names, currency_))
End Function

Public Function SOP_CONVERT_CURRENCY( _
        ByRef amounts As Variant, _
        ByRef currencies As Variant, _
        ByRef rate_currencies As Variant, _
        ByRef rates As Variant) As Variant
Attribute SOP_CONVERT_CURRENCY.VB_Description = "Amounts in the reporting currency at the given rates: plan, actual, or one column of constant rates."
    SOP_CONVERT_CURRENCY = SopCall("SOP_CONVERT_CURRENCY", Array(amounts, currencies, rate_currencies, rates))
End Function

Public Function SOP_EFFECTIVE_PRICE( _
        ByRef items As Variant, _
        ByRef dates As Variant, _
        ByRef listed_items As Variant, _
        ByRef valid_from As Variant, _
        ByRef prices As Variant, _
        Optional ByRef valid_to As Variant) As Variant
Attribute SOP_EFFECTIVE_PRICE.VB_Description = "Price or standard cost of each item that is in effect on each date."
    SOP_EFFECTIVE_PRICE = SopCall("SOP_EFFECTIVE_PRICE", Array(items, dates, listed_items, valid_from, prices, valid_to))
End Function

Public Function SOP_FX_EFFECT( _
        ByRef amounts As Variant, _
        ByRef currencies As Variant, _
        ByRef rate_currencies As Variant, _
        ByRef rates_0 As Variant, _
        ByRef rates_1 As Variant) As Variant
Attribute SOP_FX_EFFECT.VB_Description = "Effect of exchange rates on amounts in local currency: local x (compared - base rate)."
    SOP_FX_EFFECT = SopCall("SOP_FX_EFFECT", Array(amounts, currencies, rate_currencies, rates_0, rates_1))
End Function

Public Function SOP_GAP_TO_AOP( _
        ByRef latest_estimate As Variant, _
        ByRef aop As Variant, _
        ByRef closer_values As Variant, _
        ByRef closer_probabilities As Variant) As Variant
Attribute SOP_GAP_TO_AOP.VB_Description = "Gap between latest estimate and annual operating plan, before and after the closers."
    SOP_GAP_TO_AOP = SopCall("SOP_GAP_TO_AOP", Array(latest_estimate, aop, closer_values, closer_probabilities))
End Function

Public Function SOP_INVENTORY_VALUE( _
        ByRef items As Variant, _
        ByRef stock As Variant, _
        ByRef dates As Variant, _
        ByRef listed_items As Variant, _
        ByRef valid_from As Variant, _
        ByRef costs As Variant, _
        Optional ByRef valid_to As Variant) As Variant
Attribute SOP_INVENTORY_VALUE.VB_Description = "Value of stock at the standard cost in effect."
    SOP_INVENTORY_VALUE = SopCall("SOP_INVENTORY_VALUE", Array(items, stock, dates, listed_items, valid_from, costs, valid_to))
End Function

Public Function SOP_LABOUR_VARIANCES( _
        ByRef actual_hours As Variant, _
        ByRef actual_rate As Variant, _
        ByRef standard_hours As Variant, _
        ByRef standard_rate As Variant) As Variant
Attribute SOP_LABOUR_VARIANCES.VB_Description = "Standard-cost variances of labour: rate, efficiency and their total."
    SOP_LABOUR_VARIANCES = SopCall("SOP_LABOUR_VARIANCES", Array(actual_hours, actual_rate, standard_hours, standard_rate))
End Function

Public Function SOP_LATEST_ESTIMATE( _
        ByRef actual As Variant, _
        ByRef plan As Variant, _
        ByRef months As Variant, _
        ByRef as_of As Variant) As Variant
Attribute SOP_LATEST_ESTIMATE.VB_Description = "Latest estimate: actuals up to the month of as_of, the plan from there on."
    SOP_LATEST_ESTIMATE = SopCall("SOP_LATEST_ESTIMATE", Array(actual, plan, months, as_of))
End Function

Public Function SOP_MARGIN_BRIDGE( _
        ByRef quantity_0 As Variant, _
        ByRef revenue_0 As Variant, _
        ByRef cost_0 As Variant, _
        ByRef quantity_1 As Variant, _
        ByRef revenue_1 As Variant, _
        ByRef cost_1 As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef purchase_price As Variant, _
        Optional ByRef usage As Variant, _
        Optional ByRef decimals As Variant) As Variant
Attribute SOP_MARGIN_BRIDGE.VB_Description = "Gross-margin bridge: why the margin changed, row by row, in parts that add up to the change exactly."
    SOP_MARGIN_BRIDGE = SopCall("SOP_MARGIN_BRIDGE", Array(quantity_0, revenue_0, cost_0, quantity_1, revenue_1, cost_1, output, purchase_price, usage, decimals))
End Function

Public Function SOP_MARGIN_BRIDGE_FX( _
        ByRef quantity_0 As Variant, _
        ByRef revenue_0 As Variant, _
        ByRef cost_0 As Variant, _
        ByRef rate_0 As Variant, _
        ByRef quantity_1 As Variant, _
        ByRef revenue_1 As Variant, _
        ByRef cost_1 As Variant, _
        ByRef rate_1 As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef cost_variances As Variant) As Variant
Attribute SOP_MARGIN_BRIDGE_FX.VB_Description = "Gross-margin bridge of amounts in local currencies, with the effect of exchange rates in front."
    SOP_MARGIN_BRIDGE_FX = SopCall("SOP_MARGIN_BRIDGE_FX", Array(quantity_0, revenue_0, cost_0, rate_0, quantity_1, revenue_1, cost_1, rate_1, output, cost_variances))
End Function

Public Function SOP_MATERIAL_VARIANCES( _
        ByRef actual_quantity As Variant, _
        ByRef actual_price As Variant, _
        ByRef standard_quantity As Variant, _
        ByRef standard_price As Variant, _
        Optional ByRef purchased_quantity As Variant) As Variant
Attribute SOP_MATERIAL_VARIANCES.VB_Description = "Standard-cost variances of material: purchase price variance (PPV), usage variance and their total."
    SOP_MATERIAL_VARIANCES = SopCall("SOP_MATERIAL_VARIANCES", Array(actual_quantity, actual_price, standard_quantity, standard_price, purchased_quantity))
End Function

Public Function SOP_OVERHEAD_VARIANCES( _
        ByRef actual_variable As Variant, _
        ByRef variable_rate As Variant, _
        ByRef actual_fixed As Variant, _
        ByRef budgeted_fixed As Variant, _
        ByRef fixed_rate As Variant, _
        ByRef actual_hours As Variant, _
        ByRef standard_hours As Variant) As Variant
Attribute SOP_OVERHEAD_VARIANCES.VB_Description = "Standard-cost variances of overhead: variable spending and efficiency, fixed budget and volume, total."
    SOP_OVERHEAD_VARIANCES = SopCall("SOP_OVERHEAD_VARIANCES", Array(actual_variable, variable_rate, actual_fixed, budgeted_fixed, fixed_rate, actual_hours, standard_hours))
End Function

Public Function SOP_PERFORMANCE( _
        ByRef actual As Variant, _
        ByRef budget As Variant, _
        ByRef plan As Variant, _
        ByRef months As Variant, _
        ByRef as_of As Variant, _
        Optional ByRef span As Variant, _
        Optional ByRef fiscal_year_start As Variant) As Variant
Attribute SOP_PERFORMANCE.VB_Description = "Actual, latest estimate, budget and prior year of each account over one span, side by side."
    SOP_PERFORMANCE = SopCall("SOP_PERFORMANCE", Array(actual, budget, plan, months, as_of, span, fiscal_year_start))
End Function

Public Function SOP_PERIOD_TOTAL( _
        ByRef values As Variant, _
        ByRef months As Variant, _
        ByRef as_of As Variant, _
        Optional ByRef span As Variant, _
        Optional ByRef fiscal_year_start As Variant, _
        Optional ByRef years_back As Variant) As Variant
Attribute SOP_PERIOD_TOTAL.VB_Description = "Total over the month, the year to date, the full fiscal year or the rolling twelve months."
    SOP_PERIOD_TOTAL = SopCall("SOP_PERIOD_TOTAL", Array(values, months, as_of, span, fiscal_year_start, years_back))
End Function

Public Function SOP_PLAN_PROFIT( _
        ByRef units As Variant, _
        ByRef prices As Variant, _
        ByRef costs As Variant) As Variant
Attribute SOP_PLAN_PROFIT.VB_Description = "Plan in money: revenue, cost of goods sold, gross margin and margin % by period, all items together."
    SOP_PLAN_PROFIT = SopCall("SOP_PLAN_PROFIT", Array(units, prices, costs))
End Function

Public Function SOP_PLAN_VALUE( _
        ByRef items As Variant, _
        ByRef units As Variant, _
        ByRef dates As Variant, _
        ByRef listed_items As Variant, _
        ByRef valid_from As Variant, _
        ByRef prices As Variant, _
        Optional ByRef valid_to As Variant) As Variant
Attribute SOP_PLAN_VALUE.VB_Description = "Plan in money: units times the price or standard cost in effect: revenue, COGS or purchases."
    SOP_PLAN_VALUE = SopCall("SOP_PLAN_VALUE", Array(items, units, dates, listed_items, valid_from, prices, valid_to))
End Function

Public Function SOP_PURCHASE_CASH( _
        ByRef purchases As Variant, _
        ByRef payment_days As Variant, _
        Optional ByRef days_per_period As Variant, _
        Optional ByRef open_payables As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_PURCHASE_CASH.VB_Description = "Purchase cash plan: when planned receipts are paid."
    SOP_PURCHASE_CASH = SopCall("SOP_PURCHASE_CASH", Array(purchases, payment_days, days_per_period, open_payables, output))
End Function

Public Function SOP_PVM( _
        ByRef quantity_0 As Variant, _
        ByRef revenue_0 As Variant, _
        ByRef quantity_1 As Variant, _
        ByRef revenue_1 As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef decimals As Variant) As Variant
Attribute SOP_PVM.VB_Description = "Price-volume-mix: why revenue changed, row by row, in parts that add up to the change exactly."
    SOP_PVM = SopCall("SOP_PVM", Array(quantity_0, revenue_0, quantity_1, revenue_1, output, decimals))
End Function

Public Function SOP_PVM_FX( _
        ByRef quantity_0 As Variant, _
        ByRef revenue_0 As Variant, _
        ByRef rate_0 As Variant, _
        ByRef quantity_1 As Variant, _
        ByRef revenue_1 As Variant, _
        ByRef rate_1 As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef decimals As Variant) As Variant
Attribute SOP_PVM_FX.VB_Description = "Price-volume-mix of revenue in local currencies, with the effect of exchange rates in front."
    SOP_PVM_FX = SopCall("SOP_PVM_FX", Array(quantity_0, revenue_0, rate_0, quantity_1, revenue_1, rate_1, output, decimals))
End Function

Public Function SOP_VARIANCE( _
        ByRef actual As Variant, _
        ByRef budget As Variant, _
        ByRef account_type As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef material_amount As Variant, _
        Optional ByRef material_percent As Variant) As Variant
Attribute SOP_VARIANCE.VB_Description = "Variance of actual against budget, its share of the budget, and whether it is favourable."
    SOP_VARIANCE = SopCall("SOP_VARIANCE", Array(actual, budget, account_type, output, material_amount, material_percent))
End Function

Public Function SOP_WHY( _
        ByRef cell As Variant) As Variant
Attribute SOP_WHY.VB_Description = "Reason and remedy of the error in a cell."
    SOP_WHY = SopWhy(cell)
End Function

Public Function SOP_ALLOCATE( _
        ByRef items As Variant, _
        ByRef on_hand As Variant, _
        ByRef receipts As Variant, _
        ByRef line_items As Variant, _
        ByRef demand As Variant, _
        Optional ByRef priority As Variant, _
        Optional ByRef unmet_demand As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_ALLOCATE.VB_Description = "Constrained plan by priority: a short supply goes to the most important lines first."
    SOP_ALLOCATE = SopCall("SOP_ALLOCATE", Array(items, on_hand, receipts, line_items, demand, priority, unmet_demand, output))
End Function

Public Function SOP_CONSTRAINED_DEMAND( _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        Optional ByRef receipts As Variant, _
        Optional ByRef unmet_demand As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_CONSTRAINED_DEMAND.VB_Description = "Constrained demand: what stock and receipts allow to ship, and what is late or lost."
    SOP_CONSTRAINED_DEMAND = SopCall("SOP_CONSTRAINED_DEMAND", Array(on_hand, demand, receipts, unmet_demand, output))
End Function

Public Function SOP_CYCLE_SERVICE_LEVEL( _
        ByRef safety_stock As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef demand_mean As Variant, _
        Optional ByRef lead_time_std As Variant, _
        Optional ByRef review_period As Variant) As Variant
Attribute SOP_CYCLE_SERVICE_LEVEL.VB_Description = "Cycle service level that a safety stock gives: the probability of no stock-out per cycle."
    SOP_CYCLE_SERVICE_LEVEL = SopCall("SOP_CYCLE_SERVICE_LEVEL", Array(safety_stock, demand_std, lead_time, demand_mean, lead_time_std, review_period))
End Function

Public Function SOP_DAYS_OF_COVER( _
        ByRef stock As Variant, _
        ByRef demand As Variant, _
        Optional ByRef days_per_period As Variant, _
        Optional ByRef longest As Variant) As Variant
Attribute SOP_DAYS_OF_COVER.VB_Description = "Forward cover: the days until future demand has used up the stock."
    SOP_DAYS_OF_COVER = SopCall("SOP_DAYS_OF_COVER", Array(stock, demand, days_per_period, longest))
End Function

Public Function SOP_EOQ( _
        ByRef demand As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant) As Variant
Attribute SOP_EOQ.VB_Description = "Economic order quantity: balances ordering and holding, ?(2KD/h)."
    SOP_EOQ = SopCall("SOP_EOQ", Array(demand, order_cost, holding_cost))
End Function

Public Function SOP_EOQ_BACKORDERS( _
        ByRef demand As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant, _
        ByRef backorder_cost As Variant) As Variant
Attribute SOP_EOQ_BACKORDERS.VB_Description = "Economic order quantity where customers wait, with the backlog just before an order arrives."
    SOP_EOQ_BACKORDERS = SopCall("SOP_EOQ_BACKORDERS", Array(demand, order_cost, holding_cost, backorder_cost))
End Function

Public Function SOP_EOQ_DISCOUNT( _
        ByRef demand As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_rate As Variant, _
        ByRef break_quantity As Variant, _
        ByRef price As Variant) As Variant
Attribute SOP_EOQ_DISCOUNT.VB_Description = "Best order quantity under all-units discounts, its price and its total cost."
    SOP_EOQ_DISCOUNT = SopCall("SOP_EOQ_DISCOUNT", Array(demand, order_cost, holding_rate, break_quantity, price))
End Function

Public Function SOP_EPQ( _
        ByRef demand As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant, _
        ByRef production_rate As Variant) As Variant
Attribute SOP_EPQ.VB_Description = "Economic production quantity: the lot of an item that is made at a finite rate, ?(2KD/(h|(1 - D/P)))."
    SOP_EPQ = SopCall("SOP_EPQ", Array(demand, order_cost, holding_cost, production_rate))
End Function

Public Function SOP_EXPECTED_SHORTAGE( _
        ByRef safety_stock As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef demand_mean As Variant, _
        Optional ByRef lead_time_std As Variant, _
        Optional ByRef review_period As Variant) As Variant
Attribute SOP_EXPECTED_SHORTAGE.VB_Description = "Units expected to be short in a replenishment cycle: ?_L|G(SS/?_L)."
    SOP_EXPECTED_SHORTAGE = SopCall("SOP_EXPECTED_SHORTAGE", Array(safety_stock, demand_std, lead_time, demand_mean, lead_time_std, review_period))
End Function

Public Function SOP_FENCED_DEMAND( _
        ByRef forecast As Variant, _
        ByRef orders As Variant, _
        ByRef demand_fence As Variant) As Variant
Attribute SOP_FENCED_DEMAND.VB_Description = "Demand by the demand time fence: orders inside it, the larger of forecast and orders outside."
    SOP_FENCED_DEMAND = SopCall("SOP_FENCED_DEMAND", Array(forecast, orders, demand_fence))
End Function

Public Function SOP_FENCE_CHECK( _
        ByRef plan As Variant, _
        ByRef previous As Variant, _
        ByRef demand_fence As Variant, _
        ByRef planning_fence As Variant, _
        Optional ByRef tolerance As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_FENCE_CHECK.VB_Description = "Changes of a plan inside its time fences: frozen before the demand fence, slushy before the planning fence."
    SOP_FENCE_CHECK = SopCall("SOP_FENCE_CHECK", Array(plan, previous, demand_fence, planning_fence, tolerance, output))
End Function

Public Function SOP_FILL_RATE( _
        ByRef safety_stock As Variant, _
        ByRef order_quantity As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef demand_mean As Variant, _
        Optional ByRef lead_time_std As Variant, _
        Optional ByRef review_period As Variant) As Variant
Attribute SOP_FILL_RATE.VB_Description = "Fill rate that a safety stock gives: the share of demand met from stock."
    SOP_FILL_RATE = SopCall("SOP_FILL_RATE", Array(safety_stock, order_quantity, demand_std, lead_time, demand_mean, lead_time_std, review_period))
End Function

Public Function SOP_MIN_MAX_POLICY( _
        ByRef demand_mean As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant, _
        ByRef shortage_cost As Variant) As Variant
Attribute SOP_MIN_MAX_POLICY.VB_Description = "Min and max of a stock reviewed every period: the (s,S) policy by the power approximation."
    SOP_MIN_MAX_POLICY = SopCall("SOP_MIN_MAX_POLICY", Array(demand_mean, demand_std, lead_time, order_cost, holding_cost, shortage_cost))
End Function

Public Function SOP_NEWSVENDOR( _
        ByRef underage_cost As Variant, _
        ByRef overage_cost As Variant, _
        ByRef demand_mean As Variant, _
        ByRef demand_std As Variant) As Variant
Attribute SOP_NEWSVENDOR.VB_Description = "Newsvendor: the one order for a season that balances shortage and leftovers."
    SOP_NEWSVENDOR = SopCall("SOP_NEWSVENDOR", Array(underage_cost, overage_cost, demand_mean, demand_std))
End Function

Public Function SOP_POLICY_BY_CLASS( _
        ByRef abc As Variant, _
        ByRef xyz As Variant, _
        ByRef rule_abc As Variant, _
        ByRef rule_xyz As Variant, _
        ByRef rule_values As Variant) As Variant
Attribute SOP_POLICY_BY_CLASS.VB_Description = "Policy parameters of each item from a table of rules by ABC-XYZ class."
    SOP_POLICY_BY_CLASS = SopCall("SOP_POLICY_BY_CLASS", Array(abc, xyz, rule_abc, rule_xyz, rule_values))
End Function

Public Function SOP_POQ( _
        ByRef demand_per_period As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant) As Variant
Attribute SOP_POQ.VB_Description = "Period order quantity: the whole number of periods that an economic order covers, at least one."
    SOP_POQ = SopCall("SOP_POQ", Array(demand_per_period, order_cost, holding_cost))
End Function

Public Function SOP_PROJECT_INVENTORY( _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        Optional ByRef scheduled_receipts As Variant, _
        Optional ByRef planned_receipts As Variant) As Variant
Attribute SOP_PROJECT_INVENTORY.VB_Description = "Projected available balance at the end of each period."
    SOP_PROJECT_INVENTORY = SopCall("SOP_PROJECT_INVENTORY", Array(on_hand, demand, scheduled_receipts, planned_receipts))
End Function

Public Function SOP_REORDER_POINT( _
        ByRef demand_mean As Variant, _
        ByRef lead_time As Variant, _
        ByRef safety_stock As Variant) As Variant
Attribute SOP_REORDER_POINT.VB_Description = "Reorder point: mean demand over the lead time plus safety stock."
    SOP_REORDER_POINT = SopCall("SOP_REORDER_POINT", Array(demand_mean, lead_time, safety_stock))
End Function

Public Function SOP_RQ_POLICY( _
        ByRef demand_mean As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant, _
        ByRef shortage_cost As Variant) As Variant
Attribute SOP_RQ_POLICY.VB_Description = "Reorder point and order quantity of least expected cost, found together: the (R,Q) policy."
    SOP_RQ_POLICY = SopCall("SOP_RQ_POLICY", Array(demand_mean, demand_std, lead_time, order_cost, holding_cost, shortage_cost))
End Function

Public Function SOP_SAFETY_STOCK( _
        ByRef service_level As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef demand_mean As Variant, _
        Optional ByRef lead_time_std As Variant, _
        Optional ByRef review_period As Variant) As Variant
Attribute SOP_SAFETY_STOCK.VB_Description = "Safety stock by cycle service level: the probability of no stock-out per cycle."
    SOP_SAFETY_STOCK = SopCall("SOP_SAFETY_STOCK", Array(service_level, demand_std, lead_time, demand_mean, lead_time_std, review_period))
End Function

Public Function SOP_SAFETY_STOCK_COVER( _
        ByRef demand As Variant, _
        ByRef cover As Variant) As Variant
Attribute SOP_SAFETY_STOCK_COVER.VB_Description = "Safety stock as periods of cover: the demand of the periods that follow each period."
    SOP_SAFETY_STOCK_COVER = SopCall("SOP_SAFETY_STOCK_COVER", Array(demand, cover))
End Function

Public Function SOP_SAFETY_STOCK_FILL_RATE( _
        ByRef fill_rate As Variant, _
        ByRef order_quantity As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef demand_mean As Variant, _
        Optional ByRef lead_time_std As Variant, _
        Optional ByRef review_period As Variant) As Variant
Attribute SOP_SAFETY_STOCK_FILL_RATE.VB_Description = "Safety stock by fill rate: the share of demand that is met from stock."
    SOP_SAFETY_STOCK_FILL_RATE = SopCall("SOP_SAFETY_STOCK_FILL_RATE", Array(fill_rate, order_quantity, demand_std, lead_time, demand_mean, lead_time_std, review_period))
End Function

Public Function SOP_SAFETY_STOCK_FROM_ERROR( _
        ByRef actual As Variant, _
        ByRef forecast As Variant, _
        ByRef service_level As Variant, _
        ByRef lead_time As Variant, _
        Optional ByRef review_period As Variant) As Variant
Attribute SOP_SAFETY_STOCK_FROM_ERROR.VB_Description = "Safety stock from the errors that the forecast made: z|RMSE|?(LT + R)."
    SOP_SAFETY_STOCK_FROM_ERROR = SopCall("SOP_SAFETY_STOCK_FROM_ERROR", Array(actual, forecast, service_level, lead_time, review_period))
End Function

Public Function SOP_SHELF_LIFE( _
        ByRef stock_by_last_period As Variant, _
        ByRef demand As Variant, _
        Optional ByRef receipts As Variant, _
        Optional ByRef shelf_life As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_SHELF_LIFE.VB_Description = "Projection of stock with a shelf life: first expired, first out, and what must be written off."
    SOP_SHELF_LIFE = SopCall("SOP_SHELF_LIFE", Array(stock_by_last_period, demand, receipts, shelf_life, output))
End Function

Public Function SOP_STOCK_AGEING( _
        ByRef on_hand As Variant, _
        ByRef receipts As Variant, _
        ByRef bounds As Variant) As Variant
Attribute SOP_STOCK_AGEING.VB_Description = "Age of the stock: what is on hand came with the latest receipts (first in, first out)."
    SOP_STOCK_AGEING = SopCall("SOP_STOCK_AGEING", Array(on_hand, receipts, bounds))
End Function

Public Function SOP_STOCK_HEALTH( _
        ByRef on_hand As Variant, _
        ByRef past_demand As Variant, _
        ByRef future_demand As Variant, _
        ByRef target_cover As Variant, _
        ByRef slow_cover As Variant, _
        ByRef obsolete_after As Variant) As Variant
Attribute SOP_STOCK_HEALTH.VB_Description = "Stock by how soon it is used: active, excess, slow-moving, obsolete; the parts add up to the stock."
    SOP_STOCK_HEALTH = SopCall("SOP_STOCK_HEALTH", Array(on_hand, past_demand, future_demand, target_cover, slow_cover, obsolete_after))
End Function

Public Function SOP_STOCK_TURNS( _
        ByRef cost_of_goods As Variant, _
        ByRef stock_value As Variant, _
        Optional ByRef periods_per_year As Variant) As Variant
Attribute SOP_STOCK_TURNS.VB_Description = "Stock turns: annual cost of goods sold / average stock value. Days of inventory are 365 / turns."
    SOP_STOCK_TURNS = SopCall("SOP_STOCK_TURNS", Array(cost_of_goods, stock_value, periods_per_year))
End Function

Public Function SOP_TRADE_OFF( _
        ByRef service_levels As Variant, _
        ByRef demand_mean As Variant, _
        ByRef demand_std As Variant, _
        ByRef lead_time As Variant, _
        ByRef order_quantity As Variant, _
        ByRef unit_cost As Variant) As Variant
Attribute SOP_TRADE_OFF.VB_Description = "Trade-off curve: what stock of all items together costs at each service level, and what it serves."
    SOP_TRADE_OFF = SopCall("SOP_TRADE_OFF", Array(service_levels, demand_mean, demand_std, lead_time, order_quantity, unit_cost))
End Function

Public Function SOP_CANNIBALISE( _
        ByRef forecast As Variant, _
        ByRef new_units As Variant, _
        ByRef rate As Variant, _
        Optional ByRef affected As Variant) As Variant
Attribute SOP_CANNIBALISE.VB_Description = "Forecast of existing items less what a new item takes from them, in proportion to their forecast."
    SOP_CANNIBALISE = SopCall("SOP_CANNIBALISE", Array(forecast, new_units, rate, affected))
End Function

Public Function SOP_HAND_OVER( _
        ByRef profile As Variant, _
        ByRef own As Variant, _
        ByRef known As Variant, _
        Optional ByRef handover As Variant) As Variant
Attribute SOP_HAND_OVER.VB_Description = "From the like-item profile to the item's own forecast as its history grows: weight n / (n + k)."
    SOP_HAND_OVER = SopCall("SOP_HAND_OVER", Array(profile, own, known, handover))
End Function

Public Function SOP_NEW_ITEM( _
        ByRef reference As Variant, _
        Optional ByRef weights As Variant, _
        Optional ByRef phase_in As Variant) As Variant
Attribute SOP_NEW_ITEM.VB_Description = "Forecast of a new item from similar ones: ? weight x reference, times the phase-in."
    SOP_NEW_ITEM = SopCall("SOP_NEW_ITEM", Array(reference, weights, phase_in))
End Function

Public Function SOP_RAMP( _
        ByRef periods As Variant, _
        ByRef length As Variant, _
        Optional ByRef start As Variant, _
        Optional ByRef direction As Variant) As Variant
Attribute SOP_RAMP.VB_Description = "Straight-line phase-in or phase-out of an item over the plan."
    SOP_RAMP = SopCall("SOP_RAMP", Array(periods, length, start, direction))
End Function

Public Function SOP_SUPERSEDE( _
        ByRef history As Variant, _
        ByRef items As Variant, _
        ByRef successors As Variant) As Variant
Attribute SOP_SUPERSEDE.VB_Description = "Demand history moved along chains of succession: each replaced item is blank, its last successor has the sum."
    SOP_SUPERSEDE = SopCall("SOP_SUPERSEDE", Array(history, items, successors))
End Function

Public Function SOP_VITALITY( _
        ByRef revenue As Variant, _
        ByRef age As Variant, _
        Optional ByRef young As Variant) As Variant
Attribute SOP_VITALITY.VB_Description = "Vitality index: share of revenue from items younger than so many years."
    SOP_VITALITY = SopCall("SOP_VITALITY", Array(revenue, age, young))
End Function

Public Function SOP_DECISION_RECORD( _
        ByRef decisions As Variant, _
        ByRef as_of As Variant, _
        ByRef deltas As Variant, _
        ByRef items As Variant, _
        ByRef periods As Variant, _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        ByRef supply As Variant, _
        ByRef price As Variant, _
        ByRef cost As Variant) As Variant
Attribute SOP_DECISION_RECORD.VB_Description = "Decision record: every promoted scenario with who decided it, when and why, and what it did to the plan."
    SOP_DECISION_RECORD = SopCall("SOP_DECISION_RECORD", Array(decisions, as_of, deltas, items, periods, on_hand, demand, supply, price, cost))
End Function

Public Function SOP_PROMOTED_PLAN( _
        ByRef base As Variant, _
        ByRef items As Variant, _
        ByRef periods As Variant, _
        ByRef deltas As Variant, _
        ByRef decisions As Variant, _
        ByRef as_of As Variant, _
        ByRef driver As Variant) As Variant
Attribute SOP_PROMOTED_PLAN.VB_Description = "One driver of the plan with all scenarios promoted to it by a decision up to the planning date."
    SOP_PROMOTED_PLAN = SopCall("SOP_PROMOTED_PLAN", Array(base, items, periods, deltas, decisions, as_of, driver))
End Function

Public Function SOP_SCENARIO( _
        ByRef base As Variant, _
        ByRef items As Variant, _
        ByRef periods As Variant, _
        ByRef deltas As Variant, _
        ByRef scenario As Variant, _
        ByRef driver As Variant) As Variant
Attribute SOP_SCENARIO.VB_Description = "One driver of the plan as a scenario has it: the base with the scenario's changes laid over it."
    SOP_SCENARIO = SopCall("SOP_SCENARIO", Array(base, items, periods, deltas, scenario, driver))
End Function

Public Function SOP_SCENARIO_KPIS( _
        ByRef deltas As Variant, _
        ByRef items As Variant, _
        ByRef periods As Variant, _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        ByRef supply As Variant, _
        ByRef price As Variant, _
        ByRef cost As Variant, _
        Optional ByRef hours_per_unit As Variant, _
        Optional ByRef capacity As Variant) As Variant
Attribute SOP_SCENARIO_KPIS.VB_Description = "KPIs of the base plan and of every scenario side by side."
    SOP_SCENARIO_KPIS = SopCall("SOP_SCENARIO_KPIS", Array(deltas, items, periods, on_hand, demand, supply, price, cost, hours_per_unit, capacity))
End Function

Public Function SOP_SIMULATE_MARGIN( _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        ByRef receipts As Variant, _
        ByRef residuals As Variant, _
        ByRef unit_margin As Variant, _
        ByRef seed As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef runs As Variant, _
        Optional ByRef delays As Variant) As Variant
Attribute SOP_SIMULATE_MARGIN.VB_Description = "Simulated margin of what can be shipped: P10, P50 and P90 over all periods."
    SOP_SIMULATE_MARGIN = SopCall("SOP_SIMULATE_MARGIN", Array(on_hand, demand, receipts, residuals, unit_margin, seed, output, runs, delays))
End Function

Public Function SOP_SIMULATE_STOCK( _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        ByRef receipts As Variant, _
        ByRef residuals As Variant, _
        ByRef seed As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef runs As Variant, _
        Optional ByRef delays As Variant) As Variant
Attribute SOP_SIMULATE_STOCK.VB_Description = "Simulated stock at the end of each period: quantiles, chance of a stock-out, fill rate."
    SOP_SIMULATE_STOCK = SopCall("SOP_SIMULATE_STOCK", Array(on_hand, demand, receipts, residuals, seed, output, runs, delays))
End Function

Public Function SOP_TORNADO( _
        ByRef names As Variant, _
        ByRef low As Variant, _
        ByRef high As Variant, _
        ByRef base As Variant) As Variant
Attribute SOP_TORNADO.VB_Description = "Tornado chart: drivers by how far they move an outcome such as the gross margin, the widest bar first."
    SOP_TORNADO = SopCall("SOP_TORNADO", Array(names, low, high, base))
End Function

Public Function SOP_ATP( _
        ByRef on_hand As Variant, _
        ByRef mps As Variant, _
        ByRef orders As Variant, _
        Optional ByRef method As Variant) As Variant
Attribute SOP_ATP.VB_Description = "Available to promise: what the schedule leaves for new orders."
    SOP_ATP = SopCall("SOP_ATP", Array(on_hand, mps, orders, method))
End Function

Public Function SOP_BACKLOG( _
        ByRef opening As Variant, _
        ByRef bookings As Variant, _
        ByRef shipments As Variant) As Variant
Attribute SOP_BACKLOG.VB_Description = "Order backlog: opening backlog plus bookings minus shipments."
    SOP_BACKLOG = SopCall("SOP_BACKLOG", Array(opening, bookings, shipments))
End Function

Public Function SOP_BOM_EXPLODE( _
        ByRef item As Variant, _
        ByRef parents As Variant, _
        ByRef components As Variant, _
        ByRef quantity_per As Variant, _
        Optional ByRef component_yield As Variant, _
        Optional ByRef start As Variant, _
        Optional ByRef end_ As Variant, _
        Optional ByRef as_of As Variant) As Variant
Attribute SOP_BOM_EXPLODE.VB_Description = "Indented bill of material: everything that goes into one unit of an item, over all levels."
    SOP_BOM_EXPLODE = SopCall("SOP_BOM_EXPLODE", Array(item, parents, components, quantity_per, component_yield, start, end_, as_of))
End Function

Public Function SOP_CTP( _
        ByRef cumulative_atp As Variant, _
        ByRef free_hours As Variant, _
        ByRef hours_per_unit As Variant, _
        Optional ByRef lead_time As Variant, _
        Optional ByRef component_atp As Variant, _
        Optional ByRef quantity_per As Variant) As Variant
Attribute SOP_CTP.VB_Description = "Capable to promise: available to promise plus what free capacity and free components can make in time."
    SOP_CTP = SopCall("SOP_CTP", Array(cumulative_atp, free_hours, hours_per_unit, lead_time, component_atp, quantity_per))
End Function

Public Function SOP_DYNAMIC_LOTS( _
        ByRef requirements As Variant, _
        ByRef order_cost As Variant, _
        ByRef holding_cost As Variant, _
        Optional ByRef method As Variant) As Variant
Attribute SOP_DYNAMIC_LOTS.VB_Description = "Lots for demand that varies, each covering the requirements up to the next one."
    SOP_DYNAMIC_LOTS = SopCall("SOP_DYNAMIC_LOTS", Array(requirements, order_cost, holding_cost, method))
End Function

Public Function SOP_GROSS_REQUIREMENTS( _
        ByRef wanted As Variant, _
        ByRef plan As Variant, _
        ByRef items As Variant, _
        ByRef parents As Variant, _
        ByRef components As Variant, _
        ByRef quantity_per As Variant, _
        Optional ByRef component_yield As Variant) As Variant
Attribute SOP_GROSS_REQUIREMENTS.VB_Description = "Gross requirements: what a plan asks of any items over all levels of the bill, without stocks and lead times."
    SOP_GROSS_REQUIREMENTS = SopCall("SOP_GROSS_REQUIREMENTS", Array(wanted, plan, items, parents, components, quantity_per, component_yield))
End Function

Public Function SOP_LOW_LEVEL_CODE( _
        ByRef items As Variant, _
        ByRef parents As Variant, _
        ByRef components As Variant) As Variant
Attribute SOP_LOW_LEVEL_CODE.VB_Description = "Low-level code of items: the deepest level of the bill of material at which they occur."
    SOP_LOW_LEVEL_CODE = SopCall("SOP_LOW_LEVEL_CODE", Array(items, parents, components))
End Function

Public Function SOP_MASTER_SCHEDULE( _
        ByRef on_hand As Variant, _
        ByRef forecast As Variant, _
        ByRef orders As Variant, _
        Optional ByRef firm_receipts As Variant, _
        Optional ByRef lot_rule As Variant, _
        Optional ByRef safety_stock As Variant, _
        Optional ByRef demand_fence As Variant, _
        Optional ByRef planning_fence As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_MASTER_SCHEDULE.VB_Description = "Master production schedule: receipts that keep the balance above the safety stock."
    SOP_MASTER_SCHEDULE = SopCall("SOP_MASTER_SCHEDULE", Array(on_hand, forecast, orders, firm_receipts, lot_rule, safety_stock, demand_fence, planning_fence, output))
End Function

Public Function SOP_MRP( _
        ByRef items As Variant, _
        ByRef demand As Variant, _
        ByRef item_data As Variant, _
        ByRef parents As Variant, _
        ByRef components As Variant, _
        ByRef quantity_per As Variant, _
        Optional ByRef scheduled_receipts As Variant, _
        Optional ByRef output As Variant, _
        Optional ByRef component_yield As Variant) As Variant
Attribute SOP_MRP.VB_Description = "Material requirements planning: explode, net and offset level by level."
    SOP_MRP = SopCall("SOP_MRP", Array(items, demand, item_data, parents, components, quantity_per, scheduled_receipts, output, component_yield))
End Function

Public Function SOP_PLANNED_ORDERS( _
        ByRef on_hand As Variant, _
        ByRef demand As Variant, _
        Optional ByRef scheduled_receipts As Variant, _
        Optional ByRef safety_stock As Variant, _
        Optional ByRef lead_time As Variant, _
        Optional ByRef lot_rule As Variant, _
        Optional ByRef planning_fence As Variant, _
        Optional ByRef output As Variant) As Variant
Attribute SOP_PLANNED_ORDERS.VB_Description = "Planned orders that keep the stock above its safety stock, by lot rule and lead time."
    SOP_PLANNED_ORDERS = SopCall("SOP_PLANNED_ORDERS", Array(on_hand, demand, scheduled_receipts, safety_stock, lead_time, lot_rule, planning_fence, output))
End Function

Public Function SOP_PROMISE_PERIOD( _
        ByRef available As Variant, _
        ByRef quantity As Variant) As Variant
Attribute SOP_PROMISE_PERIOD.VB_Description = "First period by whose end a quantity can be promised; #N/A where the horizon does not hold enough."
    SOP_PROMISE_PERIOD = SopCall("SOP_PROMISE_PERIOD", Array(available, quantity))
End Function

Public Function SOP_SUPPLIER_PERFORMANCE( _
        ByRef supplier As Variant, _
        ByRef due As Variant, _
        ByRef received As Variant, _
        ByRef ordered_quantity As Variant, _
        ByRef received_quantity As Variant, _
        Optional ByRef order_date As Variant, _
        Optional ByRef as_of As Variant) As Variant
Attribute SOP_SUPPLIER_PERFORMANCE.VB_Description = "Supplier performance: on time, in full, both (OTIF), and the lead time, one row per supplier."
    SOP_SUPPLIER_PERFORMANCE = SopCall("SOP_SUPPLIER_PERFORMANCE", Array(supplier, due, received, ordered_quantity, received_quantity, order_date, as_of))
End Function

Public Function SOP_SUPPLIER_PPV( _
        ByRef supplier As Variant, _
        ByRef price_paid As Variant, _
        ByRef standard_price As Variant, _
        ByRef quantity As Variant) As Variant
Attribute SOP_SUPPLIER_PPV.VB_Description = "Purchase price variance by supplier: (price paid - standard price) x quantity; positive = paid too much."
    SOP_SUPPLIER_PPV = SopCall("SOP_SUPPLIER_PPV", Array(supplier, price_paid, standard_price, quantity))
End Function

