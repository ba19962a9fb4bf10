-- What was done to which row, by whom, from where.
CREATE TABLE {schema}.audit_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  entity_id uuid,
  entity_name text NOT NULL,
  operation_type text NOT NULL,
  user_id uuid,
  impersonator_id uuid,
  ip_address text,
  user_agent text,
  summary text,
  severity text DEFAULT 'info',
  category text,
  occurrence_count integer DEFAULT 1,
  last_occurrence_at timestamp,
  old_values jsonb,
  new_values jsonb,
  path text,
  query text,
  request_id text,
  created_at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
  "timestamp" timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
CREATE INDEX audit_logs_entity_id_idx ON {schema}.audit_logs (entity_id);
CREATE INDEX audit_logs_entity_name_idx ON {schema}.audit_logs (entity_name);
CREATE INDEX audit_logs_user_id_idx ON {schema}.audit_logs (user_id);
CREATE INDEX audit_logs_created_at_id_idx ON {schema}.audit_logs (created_at, id);
CREATE INDEX audit_logs_severity_idx ON {schema}.audit_logs (severity);
CREATE INDEX audit_logs_category_idx ON {schema}.audit_logs (category);
