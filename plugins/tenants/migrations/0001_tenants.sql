-- What schemas of tenants were made from; what came into use later has a higher number.
CREATE TABLE {schema}.tenant_versions (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest text NOT NULL CONSTRAINT tenant_versions_digest_key UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Tenants. `version` is that of the schema (NULL: it is not complete), `claimed_until` the lease of
-- whoever makes or removes it, `attempts` the number of that claim, `deleted_at` when somebody asked
-- for its removal.
CREATE TABLE {schema}.tenants (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  subdomain varchar(100) NOT NULL CONSTRAINT tenants_subdomain_key UNIQUE,
  schema_name varchar(100) NOT NULL CONSTRAINT tenants_schema_name_key UNIQUE,
  company_id uuid NOT NULL,
  company_name varchar(255),
  god_admin_email varchar(255) NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'provisioning' CONSTRAINT tenants_status_check
    CHECK (status IN ('provisioning', 'active', 'suspended', 'failed')),
  plan varchar(50) DEFAULT 'free',
  domain varchar(255),
  settings jsonb DEFAULT '{}',
  trusted_sources jsonb DEFAULT '[]',
  max_users integer CONSTRAINT tenants_max_users_check CHECK (max_users > 0),
  provisioned_at timestamptz,
  suspended_at timestamptz,
  suspended_reason text,
  deleted_at timestamptz,
  version integer,
  claimed_until timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  admin_password_hash text
);
CREATE INDEX tenants_status_idx ON {schema}.tenants (status);
CREATE INDEX tenants_created_at_id_idx ON {schema}.tenants (created_at, id);
CREATE INDEX tenants_deleted_at_idx ON {schema}.tenants (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE {schema}.tenant_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  tenant_id uuid NOT NULL REFERENCES {schema}.tenants ON DELETE CASCADE,
  event_type varchar(50) NOT NULL,
  event_data jsonb DEFAULT '{}',
  performed_by varchar(255),
  ip_address varchar(45)
);
CREATE INDEX tenant_events_tenant_id_idx ON {schema}.tenant_events (tenant_id, id);

CREATE TABLE {schema}.tenant_features (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid,
  updated_by uuid,
  tenant_id uuid NOT NULL REFERENCES {schema}.tenants ON DELETE CASCADE,
  feature_name varchar(100) NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  config jsonb DEFAULT '{}',
  CONSTRAINT tenant_features_tenant_id_feature_name_key UNIQUE (tenant_id, feature_name)
);
