-- When a tenant goes unless somebody there has confirmed an address by then. Of those that are there
-- the configuration was asked each time; they get what it says by default.
ALTER TABLE {schema}.tenants ADD COLUMN confirm_before timestamptz;
UPDATE {schema}.tenants SET confirm_before = provisioned_at + interval '7 days'
WHERE NOT address_proven AND status = 'active' AND deleted_at IS NULL;
