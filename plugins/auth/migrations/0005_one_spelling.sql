-- Addresses are looked up in Normalization Form C. Where somebody has that spelling already, the
-- older row stays as it is: nobody can say which of the two its owner would want.
UPDATE {schema}.users u SET email = normalize(email, NFC) WHERE email IS NOT NFC NORMALIZED AND NOT EXISTS
  (SELECT 1 FROM {schema}.users o WHERE o.id <> u.id AND o.deleted_at IS NULL AND
   lower(o.email COLLATE "C") = lower(normalize(u.email, NFC) COLLATE "C"));
