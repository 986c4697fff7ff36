-- purpose: the figures of some roles at every event, as published: of the whole event, of sets of sessions, and of single ones
-- parameters: roles (a list of codes)
-- columns: event, session, role, source, sex, count, count_q, share, share_q, session_title, obs_status, nature, value_text, comment, example
SELECT
    EVENT AS event, SESSION AS session, ROLE AS role, SOURCE AS source, SEX AS sex, "COUNT" AS count, COUNT_Q AS count_q, SHARE AS share,
    SHARE_Q AS share_q, SESSION_TITLE AS session_title, OBS_STATUS AS obs_status, NATURE AS nature, VALUE_TEXT AS value_text, COMMENT AS comment, EXAMPLE AS example
FROM shown_participation
WHERE list_contains(CAST(:roles AS VARCHAR[]), ROLE) AND REF_AREA = '_T' AND DELEGATION = '_Z' AND "GROUP" = '_T'
ORDER BY event, role, session, source, sex
