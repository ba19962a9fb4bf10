-- Names are told apart as domain/identifier does it: only ASCII letters have a case. Otherwise a name
-- that Unicode folds into another's (U+212A is a k) would reach that account under a counter of its own.
DROP INDEX {schema}.users_email_key;
DROP INDEX {schema}.users_username_key;
CREATE UNIQUE INDEX users_email_key ON {schema}.users (lower(email COLLATE "C")) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_username_key ON {schema}.users (lower(username COLLATE "C")) WHERE deleted_at IS NULL;
