-- purpose: every UN-SWAP rating and every published aggregate, oldest first
-- parameters: none
-- columns: entity, framework, indicator, time_period, rating, met_or_exceeded, met_or_exceeded_q, out_of, evidence, obs_status, comment, source, example, batch
SELECT
    ENTITY AS entity,
    FRAMEWORK AS framework,
    INDICATOR AS indicator,
    TIME_PERIOD AS time_period,
    RATING AS rating,
    MET_OR_EXCEEDED AS met_or_exceeded,
    MET_OR_EXCEEDED_Q AS met_or_exceeded_q,
    OUT_OF AS out_of,
    EVIDENCE AS evidence,
    OBS_STATUS AS obs_status,
    COMMENT AS comment,
    SOURCE AS source,
    EXAMPLE AS example,
    BATCH AS batch
FROM shown_swap_rating
ORDER BY entity, framework, time_period, indicator, source
