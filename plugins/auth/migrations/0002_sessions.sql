-- Who is signed in, and who tries to be.
CREATE TABLE {schema}.user_sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  token_hash varchar(255) NOT NULL UNIQUE,
  refresh_token_hash varchar(255),
  refresh_seed varchar(64) NOT NULL,
  refresh_generation bigint NOT NULL DEFAULT 0,
  refresh_rotated_at timestamptz,
  impersonator_id uuid REFERENCES {schema}.users (id) ON DELETE CASCADE,
  device_fingerprint varchar(255),
  device_name varchar(100),
  device_type varchar(50),
  browser_name varchar(50),
  browser_version varchar(20),
  os_name varchar(50),
  os_version varchar(20),
  ip_address varchar(45) NOT NULL,
  location_country varchar(100),
  location_city varchar(100),
  location_coordinates varchar(50),
  last_activity_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_reason varchar(100),
  is_current boolean NOT NULL DEFAULT false,
  login_method varchar(50),
  remember_me boolean NOT NULL DEFAULT false,
  trust_score integer NOT NULL DEFAULT 100,
  approval_status varchar(20) NOT NULL DEFAULT 'approved',
  approval_token varchar(64),
  approval_requested_at timestamptz,
  approval_responded_at timestamptz
);
CREATE INDEX user_sessions_live_idx ON {schema}.user_sessions (user_id, created_at) WHERE revoked_at IS NULL;
CREATE INDEX user_sessions_user_id_idx ON {schema}.user_sessions (user_id);
CREATE INDEX user_sessions_expires_at_idx ON {schema}.user_sessions (expires_at);
CREATE INDEX user_sessions_impersonator_id_idx ON {schema}.user_sessions (impersonator_id);

-- Counted per identifier, whether or not there is such an account; the key is a MAC of it.
CREATE TABLE {schema}.login_failures (
  key varchar(64) PRIMARY KEY,
  failures integer NOT NULL,
  locked_until timestamptz,
  last_at timestamptz NOT NULL
);
CREATE INDEX login_failures_last_at_idx ON {schema}.login_failures (last_at);
