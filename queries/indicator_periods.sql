-- purpose: the periods for which an indicator has figures of women or men (or one figure for both), with the number of areas, newest first
-- parameters: indicator
-- columns: time_period, areas
SELECT TIME_PERIOD AS time_period, count(DISTINCT REF_AREA) AS areas
FROM shown_indicator
WHERE INDICATOR = :indicator AND OBS_VALUE IS NOT NULL
GROUP BY TIME_PERIOD
ORDER BY TIME_PERIOD DESC
