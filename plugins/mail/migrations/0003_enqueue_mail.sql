-- What somebody in the role of a tenant may do with mails: add one, and see none (database.tenantRoles).
CREATE FUNCTION {schema}.enqueue_mail(id uuid, recipient text, template text, data text, expires_at timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $enqueue$
  INSERT INTO {schema}.mail_outbox (id, recipient, template, data, expires_at)
  VALUES ($1, $2, $3, to_jsonb($4), $5)
$enqueue$;
REVOKE EXECUTE ON FUNCTION {schema}.enqueue_mail FROM PUBLIC;
