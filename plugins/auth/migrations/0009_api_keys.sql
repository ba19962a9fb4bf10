-- Keys for programs. Lists that are not given are NULL: they restrict nothing.
CREATE TABLE {schema}.api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  name varchar(255) NOT NULL,
  description text,
  key_hash varchar(255) NOT NULL UNIQUE,
  key_preview varchar(20) NOT NULL,
  owner_type varchar(30) NOT NULL DEFAULT 'personal',
  application_name varchar(255),
  allowed_roles jsonb DEFAULT '[]',
  allowed_claims jsonb DEFAULT '[]',
  allowed_scopes jsonb DEFAULT '[]',
  expires_at timestamptz,
  last_used_at timestamptz,
  last_used_ip varchar(45),
  usage_count integer NOT NULL DEFAULT 0,
  revoked_at timestamptz,
  revoked_reason varchar(255)
);
CREATE INDEX api_keys_user_id_idx ON {schema}.api_keys (user_id, created_at);
CREATE INDEX api_keys_over_idx ON {schema}.api_keys (least(revoked_at, expires_at));
