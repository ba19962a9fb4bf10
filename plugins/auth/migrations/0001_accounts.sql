-- Users, what belongs to them, and what they may do (data.md).
CREATE TABLE {schema}.user_cohorts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  name varchar(255) NOT NULL,
  description text,
  expires_at timestamptz,
  user_count integer NOT NULL DEFAULT 0,
  metadata jsonb DEFAULT '{}'
);

CREATE TABLE {schema}.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  email varchar(255) NOT NULL,
  username varchar(100),
  password varchar(255),
  password_changed_at timestamptz,
  verified_at timestamp,
  email_verified boolean NOT NULL DEFAULT false,
  email_verification_token varchar(255),
  email_verification_token_expires_at timestamp,
  email_verification_sent_at timestamp,
  email_verification_attempts integer NOT NULL DEFAULT 0,
  last_login_at timestamp,
  login_count integer NOT NULL DEFAULT 0,
  is_locked boolean NOT NULL DEFAULT false,
  locked_until timestamp,
  failed_login_attempts integer NOT NULL DEFAULT 0,
  is_god boolean NOT NULL DEFAULT false,
  cohort_id uuid REFERENCES {schema}.user_cohorts (id) ON DELETE SET NULL,
  deleted_at timestamptz
);
CREATE UNIQUE INDEX users_email_key ON {schema}.users (lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_username_key ON {schema}.users (lower(username)) WHERE deleted_at IS NULL;
CREATE INDEX users_email_active_idx ON {schema}.users (email, is_active);
CREATE INDEX users_last_login_at_idx ON {schema}.users (last_login_at);
CREATE INDEX users_locked_idx ON {schema}.users (is_locked, locked_until);
CREATE INDEX users_cohort_id_idx ON {schema}.users (cohort_id);

CREATE TABLE {schema}.profiles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  first_name varchar(100) NOT NULL,
  last_name varchar(100) NOT NULL
);
CREATE UNIQUE INDEX profiles_user_id_key ON {schema}.profiles (user_id);

CREATE TABLE {schema}.roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  name varchar(100) NOT NULL UNIQUE,
  description varchar(500),
  is_system boolean NOT NULL DEFAULT false
);

CREATE TABLE {schema}.claims (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  action varchar(100) NOT NULL UNIQUE,
  description varchar(500),
  path varchar(200) NOT NULL,
  method varchar(10) NOT NULL,
  policy jsonb
);
CREATE INDEX claims_path_method_idx ON {schema}.claims (path, method);

CREATE TABLE {schema}.user_roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES {schema}.roles (id) ON DELETE CASCADE,
  UNIQUE (user_id, role_id)
);
CREATE INDEX user_roles_role_id_idx ON {schema}.user_roles (role_id);

CREATE TABLE {schema}.role_claims (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  role_id uuid NOT NULL REFERENCES {schema}.roles (id) ON DELETE CASCADE,
  claim_id uuid NOT NULL REFERENCES {schema}.claims (id) ON DELETE CASCADE,
  scope text
);
CREATE INDEX role_claims_role_claim_scope_idx ON {schema}.role_claims (role_id, claim_id, scope);
CREATE INDEX role_claims_claim_id_idx ON {schema}.role_claims (claim_id);

CREATE TABLE {schema}.addresses (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  owner_type varchar(50) NOT NULL,
  owner_id uuid NOT NULL,
  name varchar(100) NOT NULL,
  street varchar(255),
  city varchar(100),
  state varchar(50),
  zip varchar(20),
  country varchar(50) DEFAULT 'US',
  latitude numeric(10,8),
  longitude numeric(11,8),
  neighborhood varchar(100),
  apartment varchar(50),
  province varchar(100),
  district varchar(100),
  type varchar(50)
);
CREATE INDEX addresses_owner_idx ON {schema}.addresses (owner_type, owner_id);

CREATE TABLE {schema}.phones (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  owner_type varchar(50) NOT NULL,
  owner_id uuid NOT NULL,
  name varchar(100) NOT NULL,
  type varchar(50),
  number varchar(20) NOT NULL,
  country_code varchar(10) NOT NULL DEFAULT '+1',
  extension varchar(10)
);
CREATE INDEX phones_owner_idx ON {schema}.phones (owner_type, owner_id);

CREATE TABLE {schema}.files (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  name varchar(255) NOT NULL,
  original_name varchar(255) NOT NULL,
  type varchar(50),
  path varchar(500) NOT NULL,
  size bigint NOT NULL,
  mime_type varchar(100) NOT NULL,
  extension varchar(10) NOT NULL,
  uploaded_by uuid REFERENCES {schema}.users (id)
);
CREATE INDEX files_uploaded_by_idx ON {schema}.files (uploaded_by);
