-- Whoever acts in another's name does so for as long as their own session lasts.
ALTER TABLE {schema}.user_sessions ADD COLUMN impersonator_session_id uuid REFERENCES {schema}.user_sessions (id) ON DELETE CASCADE;
CREATE INDEX user_sessions_impersonator_session_id_idx ON {schema}.user_sessions (impersonator_session_id) WHERE impersonator_session_id IS NOT NULL;
