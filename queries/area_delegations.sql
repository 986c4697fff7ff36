-- purpose: the delegations of some areas at every event, one row a sex, with the names of the events, oldest event first
-- parameters: areas (a list)
-- columns: event, session, role, ref_area, delegation, group, source, sex, count, count_q, minutes, minutes_q, share, share_q, session_title,
--   obs_status, nature, value_text, comment, example, time_period, name_ar, name_en, name_es, name_fr, name_ru, name_zh
SELECT
    part.EVENT AS event, part.SESSION AS session, part.ROLE AS role, part.REF_AREA AS ref_area, part.DELEGATION AS delegation, part."GROUP" AS "group",
    part.SOURCE AS source, part.SEX AS sex, part."COUNT" AS count, part.COUNT_Q AS count_q, part.MINUTES AS minutes, part.MINUTES_Q AS minutes_q,
    part.SHARE AS share, part.SHARE_Q AS share_q, part.SESSION_TITLE AS session_title, part.OBS_STATUS AS obs_status, part.NATURE AS nature,
    part.VALUE_TEXT AS value_text, part.COMMENT AS comment, part.EXAMPLE AS example,
    event.TIME_PERIOD AS time_period, event.NAME_AR AS name_ar, event.NAME_EN AS name_en, event.NAME_ES AS name_es, event.NAME_FR AS name_fr,
    event.NAME_RU AS name_ru, event.NAME_ZH AS name_zh
FROM shown_participation AS part
JOIN shown_event AS event USING (EVENT)
WHERE part.SESSION = '_T' AND list_contains(CAST(:areas AS VARCHAR[]), part.REF_AREA)
ORDER BY event.TIME_PERIOD, event.START_DATE NULLS FIRST, event.EVENT, part.ROLE, part.REF_AREA, part.SOURCE, part.SEX
