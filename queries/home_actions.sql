-- purpose: how many actions of gender action plans are published, by status, in the newest period of each plan
-- parameters: none
-- columns: status, actions, plans, time_period, sources (a list), example
WITH newest AS (
    SELECT * FROM shown_action QUALIFY TIME_PERIOD = max(TIME_PERIOD) OVER (PARTITION BY PLAN, ACTION)
)
SELECT
    coalesce(ACTION_STATUS, '_U') AS status,
    count(*) AS actions,
    (SELECT count(DISTINCT PLAN) FROM newest WHERE NOT EXAMPLE) AS plans,
    max(TIME_PERIOD) AS time_period,
    list(DISTINCT SOURCE ORDER BY SOURCE) AS sources,
    bool_or(EXAMPLE) AS example
FROM newest
WHERE NOT EXAMPLE
GROUP BY ALL
ORDER BY actions DESC, status
