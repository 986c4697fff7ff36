-- purpose: all periods of some indicators for some areas, one row a period, breakdown and source with the sexes side by side, oldest first.
--   `indicators` is a list of codes, empty for all.
-- parameters: indicators, areas
-- columns: indicator, ref_area, age, education_lev, labour_force_status, occupation, comp_breakdown, time_period, source, female, female_q, male,
--   male_q, total, total_q, other, unknown, counts_women, counts_men, unit_measure, nature, obs_status, value_text, comment_obs,
--   source_detail, example, applies (false where the publisher says that there is nothing to count: SEX is `_Z`)
WITH asked AS (
    SELECT *
    FROM shown_indicator
    WHERE (len(CAST(:indicators AS VARCHAR[])) = 0 OR list_contains(CAST(:indicators AS VARCHAR[]), INDICATOR))
),
counted AS (
    SELECT INDICATOR, bool_or(SEX = 'F') AS counts_women, bool_or(SEX = 'M') AS counts_men
    FROM asked
    GROUP BY INDICATOR
)
SELECT
    asked.INDICATOR AS indicator,
    REF_AREA AS ref_area,
    AGE AS age,
    EDUCATION_LEV AS education_lev,
    LABOUR_FORCE_STATUS AS labour_force_status,
    OCCUPATION AS occupation,
    COMP_BREAKDOWN AS comp_breakdown,
    TIME_PERIOD AS time_period,
    SOURCE AS source,
    max(OBS_VALUE) FILTER (SEX = 'F') AS female,
    max(OBS_VALUE_Q) FILTER (SEX = 'F') AS female_q,
    max(OBS_VALUE) FILTER (SEX = 'M') AS male,
    max(OBS_VALUE_Q) FILTER (SEX = 'M') AS male_q,
    max(OBS_VALUE) FILTER (SEX = '_T') AS total,
    max(OBS_VALUE_Q) FILTER (SEX = '_T') AS total_q,
    sum(OBS_VALUE) FILTER (SEX = '_O') AS other,
    sum(OBS_VALUE) FILTER (SEX IN ('_U', '_N')) AS unknown,
    any_value(counts_women) AS counts_women,
    any_value(counts_men) AS counts_men,
    max(UNIT_MEASURE) AS unit_measure,
    string_agg(DISTINCT NATURE, ' ' ORDER BY NATURE) AS nature,
    string_agg(DISTINCT OBS_STATUS, ' ' ORDER BY OBS_STATUS) AS obs_status,
    max(VALUE_TEXT) AS value_text,
    max(COMMENT_OBS) AS comment_obs,
    max(SOURCE_DETAIL) AS source_detail,
    bool_or(EXAMPLE) AS example,
    bool_or(SEX <> '_Z') AS applies
FROM asked
JOIN counted USING (INDICATOR)
WHERE list_contains(CAST(:areas AS VARCHAR[]), REF_AREA)
GROUP BY ALL
ORDER BY indicator, ref_area, time_period, comp_breakdown, age, source
