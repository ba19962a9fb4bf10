-- When a tenant goes unless somebody there has confirmed an address by then. Of those that are there
-- the configuration was asked each time, which is not known here: they get a month from now.
ALTER TABLE {schema}.tenants ADD COLUMN confirm_before timestamptz;
UPDATE {schema}.tenants SET confirm_before = now() + interval '30 days'
WHERE NOT address_proven AND status = 'active' AND deleted_at IS NULL;
CREATE INDEX tenants_confirm_before_idx ON {schema}.tenants (confirm_before)
    WHERE confirm_before IS NOT NULL;
