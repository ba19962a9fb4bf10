-- Whether somebody answers for the administrator's address: not when a tenant was asked for by self-signup.
ALTER TABLE {schema}.tenants ADD COLUMN address_proven boolean NOT NULL DEFAULT true;
