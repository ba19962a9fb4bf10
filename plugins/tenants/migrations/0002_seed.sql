-- Whether the tenant begins with the rows of tenants.seed.
ALTER TABLE {schema}.tenants ADD COLUMN seed boolean NOT NULL DEFAULT true;
