-- purpose: who took part in the single sessions of every event, by role and sex
-- parameters: none
-- columns: event, session, role, source, sex, count, count_q, minutes, minutes_q, share, share_q, session_title, obs_status, nature, value_text, comment, example
SELECT
    EVENT AS event, SESSION AS session, ROLE AS role, SOURCE AS source, SEX AS sex, "COUNT" AS count, COUNT_Q AS count_q, MINUTES AS minutes,
    MINUTES_Q AS minutes_q, SHARE AS share, SHARE_Q AS share_q, SESSION_TITLE AS session_title, OBS_STATUS AS obs_status, NATURE AS nature,
    VALUE_TEXT AS value_text, COMMENT AS comment, EXAMPLE AS example
FROM shown_participation
-- A session whose code begins with _ stands for several sessions taken together, or for the whole event.
WHERE NOT starts_with(SESSION, '_') AND REF_AREA = '_T' AND DELEGATION = '_Z' AND "GROUP" = '_T'
ORDER BY event, session, role, source, sex
