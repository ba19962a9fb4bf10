-- Mails that are to leave, and what became of them. `data` is sealed, and gone once it is not needed.
CREATE TABLE {schema}.mail_outbox (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  recipient varchar(255) NOT NULL,
  template varchar(50) NOT NULL,
  data jsonb,
  attempts integer NOT NULL DEFAULT 0,
  unresolved integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  failed_at timestamptz,
  last_error text
);
CREATE INDEX mail_outbox_due_idx ON {schema}.mail_outbox (next_attempt_at)
  WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mail_outbox_created_at_id_idx ON {schema}.mail_outbox (created_at, id);
