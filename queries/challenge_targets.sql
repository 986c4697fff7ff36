-- purpose: targets for the share of women among those who take part in events
-- parameters: none
-- columns: entity, series, role, time_period, target_min, target_min_q, target_max, target_max_q, source, comment, example
SELECT
    ENTITY AS entity, SERIES AS series, ROLE AS role, TIME_PERIOD AS time_period, TARGET_MIN AS target_min, TARGET_MIN_Q AS target_min_q,
    TARGET_MAX AS target_max, TARGET_MAX_Q AS target_max_q, SOURCE AS source, COMMENT AS comment, EXAMPLE AS example
FROM shown_target
-- A target of no series and no role is one for staff.
WHERE (SERIES <> '_T' OR ROLE <> '_T') AND CATEGORY = '_T' AND SEX = 'F'
ORDER BY entity, series, role, time_period, source
