-- A tenant has the numbers of all that its schema was made for. What is in use again has a new one;
-- `seeds` is nothing that a request waits for. Who is not to be tried before `not_before` has failed.
ALTER TABLE {schema}.tenant_versions RENAME COLUMN digest TO tables;
ALTER TABLE {schema}.tenant_versions DROP CONSTRAINT tenant_versions_digest_key;
ALTER TABLE {schema}.tenant_versions ADD COLUMN access text NOT NULL DEFAULT '',
  ADD COLUMN seeds text NOT NULL DEFAULT '';
ALTER TABLE {schema}.tenants ADD COLUMN made_for integer[] NOT NULL DEFAULT '{}',
  ADD COLUMN not_before timestamptz;
UPDATE {schema}.tenants SET made_for = ARRAY[version] WHERE version IS NOT NULL;
