-- purpose: figures for whole events and sets of sessions as published, and the delegations and single sessions that a whole may be added up from
-- parameters: groups (a list, the codes of country groups: a group's figure is never added to those of its members)
-- columns: basis (event, sessions, delegations), alike, event, session, role, source, sex, count, count_q, share, share_q, parts, session_title, obs_status, nature, value_text, comment, example
WITH
rows AS (
    SELECT
        *,
        REF_AREA = '_T' AND DELEGATION = '_Z' AS all_areas,
        SESSION = '_T' AS all_sessions,
        DELEGATION <> '_Z' OR (REF_AREA <> '_T' AND NOT list_contains(CAST(:groups AS VARCHAR[]), REF_AREA)) AS one_delegation,
        -- Where a delegation has a total, its groups are in it.
        "GROUP" <> '_T' AND bool_or("GROUP" = '_T')
            OVER (PARTITION BY EVENT, SESSION, ROLE, SOURCE, REF_AREA, DELEGATION, EXAMPLE) AS within_total
    FROM shown_participation
),
-- A session whose code begins with _ stands for several sessions taken together, such as _WORKSHOPS.
published AS (
    SELECT
        CASE WHEN all_sessions THEN 'event' ELSE 'sessions' END AS basis, NULL::VARCHAR AS alike,
        EVENT, SESSION, ROLE, SOURCE, SEX, "COUNT", COUNT_Q, SHARE, SHARE_Q, NULL::BIGINT AS parts,
        SESSION_TITLE, OBS_STATUS, NATURE, VALUE_TEXT, COMMENT, EXAMPLE
    FROM rows
    WHERE all_areas AND "GROUP" = '_T' AND starts_with(SESSION, '_')
),
single AS (
    SELECT
        CASE WHEN one_delegation THEN 'delegations' ELSE 'sessions' END AS basis,
        EVENT, ROLE, SOURCE, SEX, "COUNT", COUNT_Q, EXAMPLE,
        CASE WHEN one_delegation THEN concat_ws('|', REF_AREA, DELEGATION, "GROUP") ELSE SESSION END AS part
    FROM rows
    WHERE (all_sessions AND one_delegation AND NOT within_total) OR (all_areas AND "GROUP" = '_T' AND NOT starts_with(SESSION, '_'))
),
-- Parts of which the same was counted (which sexes, exactly or as a bound) are taken together, so that few rows are read;
-- whether they and the others make a whole is for figures/participation.py to say.
kinds AS (
    SELECT
        basis, EVENT, ROLE, SOURCE, EXAMPLE, part,
        string_agg(concat(SEX, COUNT_Q, CASE WHEN "COUNT" IS NULL THEN '?' ELSE '' END), ' ' ORDER BY SEX) AS alike
    FROM single
    GROUP BY ALL
),
taken_together AS (
    SELECT
        basis, alike, EVENT, '_T' AS SESSION, ROLE, SOURCE, SEX, sum("COUNT") AS "COUNT", any_value(COUNT_Q) AS COUNT_Q,
        NULL::DOUBLE AS SHARE, NULL::VARCHAR AS SHARE_Q, count(*) AS parts, NULL::VARCHAR AS SESSION_TITLE, NULL::VARCHAR AS OBS_STATUS,
        'X_COMPUTED' AS NATURE, NULL::VARCHAR AS VALUE_TEXT, NULL::VARCHAR AS COMMENT, EXAMPLE
    FROM single JOIN kinds USING (basis, EVENT, ROLE, SOURCE, EXAMPLE, part)
    GROUP BY basis, alike, EVENT, ROLE, SOURCE, SEX, EXAMPLE
)
SELECT
    basis, alike, EVENT AS event, SESSION AS session, ROLE AS role, SOURCE AS source, SEX AS sex, "COUNT" AS count, COUNT_Q AS count_q,
    SHARE AS share, SHARE_Q AS share_q, parts, SESSION_TITLE AS session_title, OBS_STATUS AS obs_status, NATURE AS nature,
    VALUE_TEXT AS value_text, COMMENT AS comment, EXAMPLE AS example
FROM (SELECT * FROM published UNION ALL SELECT * FROM taken_together)
ORDER BY event, role, session, source, basis, alike, sex
