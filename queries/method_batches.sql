-- purpose: the batches that this version is made of, in order of publication, examples only where they are shown
-- parameters: none
-- columns: id, title, dataset, source, link, licence, retrieved, note, published_at, example, records
SELECT id, title, dataset, source, link, licence, retrieved, note, published_at, example, records
FROM batch
WHERE NOT example OR getvariable('examples')
ORDER BY published_at, id
