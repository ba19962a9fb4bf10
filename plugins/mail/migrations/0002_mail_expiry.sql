-- From when on a mail is not sent any more. The default is for those that a former version wrote.
ALTER TABLE {schema}.mail_outbox
  ADD COLUMN expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days';
CREATE INDEX mail_outbox_expiry_idx ON {schema}.mail_outbox (expires_at)
  WHERE sent_at IS NULL AND failed_at IS NULL;
