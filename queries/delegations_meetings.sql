-- purpose: which events have delegations, in which roles: one row an event and role
-- parameters: groups (a list, the codes of country groups: what is said of a group is no delegation)
-- columns: event, role, delegations
SELECT EVENT AS event, ROLE AS role, count(DISTINCT concat_ws('|', REF_AREA, DELEGATION)) AS delegations
FROM shown_participation
WHERE SESSION = '_T' AND (DELEGATION <> '_Z' OR (REF_AREA <> '_T' AND NOT list_contains(CAST(:groups AS VARCHAR[]), REF_AREA)))
GROUP BY EVENT, ROLE
ORDER BY event, role
