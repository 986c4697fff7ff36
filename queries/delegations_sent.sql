-- purpose: the delegations at some events in one role: one row a delegation, group of participants, source and sex
-- parameters: events (a list), role, groups (a list, the codes of country groups: what is said of a group is no delegation)
-- columns: event, session, role, ref_area, delegation, group, source, sex, count, count_q, share, share_q, session_title, obs_status, nature, value_text, comment, example
SELECT
    EVENT AS event, SESSION AS session, ROLE AS role, REF_AREA AS ref_area, DELEGATION AS delegation, "GROUP" AS "group", SOURCE AS source, SEX AS sex,
    "COUNT" AS count, COUNT_Q AS count_q, SHARE AS share, SHARE_Q AS share_q, SESSION_TITLE AS session_title, OBS_STATUS AS obs_status, NATURE AS nature,
    VALUE_TEXT AS value_text, COMMENT AS comment, EXAMPLE AS example
FROM shown_participation
WHERE
    SESSION = '_T' AND ROLE = :role AND list_contains(CAST(:events AS VARCHAR[]), EVENT)
    AND (DELEGATION <> '_Z' OR (REF_AREA <> '_T' AND NOT list_contains(CAST(:groups AS VARCHAR[]), REF_AREA)))
ORDER BY event, ref_area, delegation, "group", source, sex
