-- purpose: everything known of who took part in one event: by session, role, delegation, group and sex
-- parameters: event
-- columns: event, session, role, ref_area, delegation, group, source, sex, count, count_q, minutes, minutes_q, share, share_q, session_title, obs_status, nature, value_text, comment, example
SELECT
    EVENT AS event, SESSION AS session, ROLE AS role, REF_AREA AS ref_area, DELEGATION AS delegation, "GROUP" AS "group", SOURCE AS source, SEX AS sex,
    "COUNT" AS count, COUNT_Q AS count_q, MINUTES AS minutes, MINUTES_Q AS minutes_q, SHARE AS share, SHARE_Q AS share_q,
    SESSION_TITLE AS session_title, OBS_STATUS AS obs_status, NATURE AS nature, VALUE_TEXT AS value_text, COMMENT AS comment, EXAMPLE AS example
FROM shown_participation
WHERE EVENT = :event
ORDER BY session, role, ref_area, delegation, "group", source, sex
