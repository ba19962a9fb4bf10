-- Links that go out by mail: only hashes of what they carry. Those that confirm an address are in users.
CREATE TABLE {schema}.password_reset_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  token_hash varchar(255) NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX password_reset_tokens_user_id_idx ON {schema}.password_reset_tokens (user_id, created_at);
CREATE INDEX password_reset_tokens_expires_at_idx ON {schema}.password_reset_tokens (expires_at);
CREATE INDEX users_email_verification_token_idx ON {schema}.users (email_verification_token) WHERE email_verification_token IS NOT NULL;

CREATE TABLE {schema}.magic_link_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  email varchar(255) NOT NULL,
  redirect_to text,
  token_hash varchar(255) NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX magic_link_tokens_user_id_idx ON {schema}.magic_link_tokens (user_id, created_at);
CREATE INDEX magic_link_tokens_expires_at_idx ON {schema}.magic_link_tokens (expires_at);

CREATE TABLE {schema}.email_change_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  email varchar(255) NOT NULL,
  token_hash varchar(255) NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX email_change_tokens_user_id_idx ON {schema}.email_change_tokens (user_id, created_at);
CREATE INDEX email_change_tokens_expires_at_idx ON {schema}.email_change_tokens (expires_at);

CREATE TABLE {schema}.invitations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  email varchar(255) NOT NULL,
  roles jsonb NOT NULL DEFAULT '[]',
  first_name varchar(100),
  last_name varchar(100),
  token_hash varchar(255) NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX invitations_email_idx ON {schema}.invitations (lower(email COLLATE "C"));
CREATE INDEX invitations_expires_at_idx ON {schema}.invitations (expires_at);
