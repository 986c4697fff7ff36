-- purpose: the share of women among the staff of each entity and category as a whole, one row a period and source, newest first
-- parameters: none
-- columns: entity, category, time_period, source, women, men, share, share_q, example
SELECT
    ENTITY AS entity,
    CATEGORY AS category,
    TIME_PERIOD AS time_period,
    SOURCE AS source,
    sum(HEADCOUNT) FILTER (SEX = 'F' AND HEADCOUNT_Q = '') AS women,
    sum(HEADCOUNT) FILTER (SEX = 'M' AND HEADCOUNT_Q = '') AS men,
    max(SHARE) FILTER (SEX = 'F') AS share,
    max(SHARE_Q) FILTER (SEX = 'F') AS share_q,
    bool_or(EXAMPLE) AS example
FROM shown_staff
WHERE GRADE = '_T' AND CONTRACT = '_T' AND DUTY_STATION = '_T'
GROUP BY ENTITY, CATEGORY, TIME_PERIOD, SOURCE
HAVING share IS NOT NULL OR (women IS NOT NULL AND men IS NOT NULL)
ORDER BY time_period DESC, entity, category, source
