-- Answers to writes that carried an Idempotency-Key, for a day.
CREATE TABLE {schema}.idempotency_keys (
  tenant text NOT NULL,
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status smallint,
  answer text,
  headers text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, principal, route, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON {schema}.idempotency_keys (created_at);
