-- Addresses are looked up in Normalization Form C. Where another row has that address, in whatever
-- spelling, both stay as they are: nobody can say which of the two its owner would want.
UPDATE {schema}.users u SET email = normalize(email, NFC) WHERE email IS NOT NFC NORMALIZED AND NOT EXISTS
  (SELECT 1 FROM {schema}.users o WHERE o.id <> u.id AND
   lower(normalize(o.email, NFC) COLLATE "C") = lower(normalize(u.email, NFC) COLLATE "C"));
