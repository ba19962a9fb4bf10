-- Whose mail it is, so that those of one tenant do not wait behind all of another's.
ALTER TABLE {schema}.mail_outbox ADD COLUMN schema_name text NOT NULL DEFAULT '';
DROP INDEX {schema}.mail_outbox_due_idx;
CREATE INDEX mail_outbox_due_idx ON {schema}.mail_outbox (schema_name, next_attempt_at)
  WHERE sent_at IS NULL AND failed_at IS NULL;
-- Nodes of the version before go on calling the other one, which tenants' roles may.
CREATE FUNCTION {schema}.enqueue_mail(id uuid, recipient text, template text, data text, expires_at timestamptz,
  schema_name text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $enqueue$
  INSERT INTO {schema}.mail_outbox (id, recipient, template, data, expires_at, schema_name)
  VALUES ($1, $2, $3, to_jsonb($4), $5, $6)
$enqueue$;
REVOKE EXECUTE ON FUNCTION {schema}.enqueue_mail(uuid, text, text, text, timestamptz, text) FROM PUBLIC;
