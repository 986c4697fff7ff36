-- purpose: figures for whole events: as published, and where nothing is published for a role as a whole, summed over delegations or single sessions
-- parameters: groups (a list, the codes of country groups: a group's figure is never added to those of its members)
-- columns: basis (event, sessions, delegations), event, session, role, source, sex, count, count_q, share, share_q, parts, session_title, obs_status, nature, value_text, comment, example
WITH
rows AS (
    SELECT
        *,
        REF_AREA = '_T' AND DELEGATION = '_Z' AS all_areas,
        SESSION = '_T' AS all_sessions,
        DELEGATION <> '_Z' OR (REF_AREA <> '_T' AND NOT list_contains(CAST(:groups AS VARCHAR[]), REF_AREA)) AS one_delegation
    FROM shown_participation
),
-- A session whose code begins with _ stands for several sessions taken together, such as _WORKSHOPS.
published AS (
    SELECT
        CASE WHEN all_sessions THEN 'event' ELSE 'sessions' END AS basis,
        EVENT, SESSION, ROLE, SOURCE, SEX, "COUNT", COUNT_Q, SHARE, SHARE_Q, NULL::BIGINT AS parts,
        SESSION_TITLE, OBS_STATUS, NATURE, VALUE_TEXT, COMMENT, EXAMPLE
    FROM rows
    WHERE all_areas AND "GROUP" = '_T' AND starts_with(SESSION, '_')
),
parts AS (
    SELECT
        CASE WHEN one_delegation THEN 'delegations' ELSE 'sessions' END AS basis,
        EVENT, ROLE, SOURCE, SEX, "COUNT", COUNT_Q, EXAMPLE,
        CASE WHEN one_delegation THEN concat_ws('|', REF_AREA, DELEGATION, "GROUP") ELSE SESSION END AS part
    FROM rows
    WHERE (all_sessions AND one_delegation) OR (all_areas AND "GROUP" = '_T' AND NOT starts_with(SESSION, '_'))
),
-- A bound or an approximation is never summed: one of them leaves the sum out.
summed AS (
    SELECT
        basis, EVENT, '_T' AS SESSION, ROLE, SOURCE, SEX, sum("COUNT") AS "COUNT", '' AS COUNT_Q, NULL::DOUBLE AS SHARE, NULL::VARCHAR AS SHARE_Q,
        count(DISTINCT part) AS parts, NULL::VARCHAR AS SESSION_TITLE, NULL::VARCHAR AS OBS_STATUS, 'X_COMPUTED' AS NATURE,
        NULL::VARCHAR AS VALUE_TEXT, NULL::VARCHAR AS COMMENT, EXAMPLE
    FROM parts
    WHERE NOT EXISTS (SELECT 1 FROM published p WHERE p.EVENT = parts.EVENT AND p.ROLE = parts.ROLE AND p.SESSION = '_T')
    GROUP BY basis, EVENT, ROLE, SOURCE, SEX, EXAMPLE
    HAVING bool_and("COUNT" IS NOT NULL AND COUNT_Q = '')
)
SELECT
    basis, EVENT AS event, SESSION AS session, ROLE AS role, SOURCE AS source, SEX AS sex, "COUNT" AS count, COUNT_Q AS count_q,
    SHARE AS share, SHARE_Q AS share_q, parts, SESSION_TITLE AS session_title, OBS_STATUS AS obs_status, NATURE AS nature,
    VALUE_TEXT AS value_text, COMMENT AS comment, EXAMPLE AS example
FROM (SELECT * FROM published UNION ALL SELECT * FROM summed)
ORDER BY event, role, session, source, sex
