-- purpose: who chairs which committee of parliament, the newest period of each chamber: one committee a row
-- parameters: chambers (a list, the indicators of the lower or single and of the upper chamber)
-- columns: chamber, area, sex, age, committee, period, value, value_q, source, example
SELECT
    INDICATOR AS chamber, REF_AREA AS area, SEX AS sex, AGE AS age, COMP_BREAKDOWN AS committee, TIME_PERIOD AS period,
    OBS_VALUE AS value, OBS_VALUE_Q AS value_q, SOURCE AS source, EXAMPLE AS example
FROM shown_indicator
WHERE list_contains(CAST(:chambers AS VARCHAR[]), INDICATOR)
QUALIFY TIME_PERIOD = max(TIME_PERIOD) OVER (PARTITION BY INDICATOR, REF_AREA)
ORDER BY chamber, area, committee, sex, age
