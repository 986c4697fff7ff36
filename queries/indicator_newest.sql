-- purpose: the newest figures of each area, one row a breakdown and source with the sexes side by side; the newest period with both women and men
--   where there is one. `indicators` and `areas` are lists of codes, empty for all; `period` is one period, '' for the newest.
-- parameters: indicators, areas, period
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
),
figure AS (
    SELECT
        INDICATOR AS indicator,
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
        max(UNIT_MEASURE) AS unit_measure,
        string_agg(DISTINCT NATURE, ' ' ORDER BY NATURE) AS nature,
        string_agg(DISTINCT OBS_STATUS, ' ' ORDER BY OBS_STATUS) AS obs_status,
        max(VALUE_TEXT) AS value_text,
        max(COMMENT_OBS) AS comment_obs,
        max(SOURCE_DETAIL) AS source_detail,
        bool_or(EXAMPLE) AS example,
        bool_or(SEX <> '_Z') AS applies
    FROM asked
    WHERE (len(CAST(:areas AS VARCHAR[])) = 0 OR list_contains(CAST(:areas AS VARCHAR[]), REF_AREA))
        AND (:period = '' OR TIME_PERIOD = :period)
    GROUP BY ALL
),
newest AS (
    SELECT *
    FROM figure
    WINDOW cell AS (PARTITION BY indicator, ref_area, age, education_lev, labour_force_status, occupation, comp_breakdown)
    QUALIFY time_period = coalesce(
        max(time_period) FILTER (female IS NOT NULL AND male IS NOT NULL) OVER cell,
        max(time_period) OVER cell
    )
)
SELECT newest.*, counts_women, counts_men
FROM newest
JOIN counted USING (indicator)
ORDER BY indicator, ref_area, comp_breakdown, age, source
