-- Browsers and apps that their users trust, or are asked about. A device that a session is on stays as long as that.
CREATE TABLE {schema}.trusted_devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  token_hash varchar(64) NOT NULL UNIQUE,
  status varchar(20) NOT NULL DEFAULT 'pending',
  origin_session_id uuid,
  label varchar(120),
  device_fingerprint varchar(255),
  first_seen_ip varchar(45),
  last_seen_ip varchar(45),
  last_seen_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_reason varchar(30)
);
CREATE INDEX trusted_devices_user_id_idx ON {schema}.trusted_devices (user_id);
CREATE INDEX trusted_devices_expires_at_idx ON {schema}.trusted_devices (expires_at);
ALTER TABLE {schema}.user_sessions
  ADD COLUMN device_id uuid REFERENCES {schema}.trusted_devices (id) ON DELETE CASCADE,
  ADD COLUMN approval_attempts integer NOT NULL DEFAULT 0;
CREATE INDEX user_sessions_device_id_idx ON {schema}.user_sessions (device_id);
CREATE INDEX user_sessions_unapproved_idx ON {schema}.user_sessions (expires_at) WHERE approval_status <> 'approved';
