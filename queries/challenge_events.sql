-- purpose: every event that is known, with its series, organiser, time, place, format, names, and the link that came with it
-- parameters: none
-- columns: event, series, entity, time_period, start_date, end_date, place, format, name_ar, name_en, name_es, name_fr, name_ru, name_zh, source, comment, example, link
SELECT
    EVENT AS event, SERIES AS series, ENTITY AS entity, TIME_PERIOD AS time_period, START_DATE AS start_date, END_DATE AS end_date,
    PLACE AS place, FORMAT AS format, NAME_AR AS name_ar, NAME_EN AS name_en, NAME_ES AS name_es, NAME_FR AS name_fr, NAME_RU AS name_ru,
    NAME_ZH AS name_zh, SOURCE AS source, COMMENT AS comment, EXAMPLE AS example,
    (SELECT link FROM batch WHERE batch.id = shown_event.BATCH) AS link
FROM shown_event
ORDER BY TIME_PERIOD, START_DATE NULLS FIRST, EVENT
