-- Challenges that had their one try: of a slot that is taken in a period nothing is good any more. Not one
-- row per challenge, so that trying many does not make it grow without end.
CREATE TABLE {schema}.captcha_spent (
  period bigint NOT NULL,
  slot integer NOT NULL,
  PRIMARY KEY (period, slot)
);
