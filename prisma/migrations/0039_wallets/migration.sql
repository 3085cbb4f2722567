-- Wallets: a certificate that its holder offers to a wallet, over OpenID4VCI.

-- One a certificate, the newest: a new offer ends the one before it, with the token that came of it.
CREATE TABLE wallet_offer (
  certificate_id uuid PRIMARY KEY REFERENCES certificate (id),
  -- With which its holder made the offer: what ends the link ends the offer.
  link_id uuid NOT NULL REFERENCES certificate_link (id),
  -- SHA-256 of the pre-authorised code, which is in the offer alone.
  code_hash bytea NOT NULL UNIQUE CHECK (octet_length(code_hash) = 32),
  -- A MAC of the digits that the holder types in the wallet.
  pin_mac bytea NOT NULL CHECK (octet_length(pin_mac) = 32),
  -- Digits that were wrong.
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 5),
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  -- SHA-256 of the access token for which the code was exchanged: it is none any more.
  token_hash bytea UNIQUE CHECK (octet_length(token_hash) = 32),
  token_expires_at timestamptz(3),
  -- A wallet has it.
  collected_at timestamptz(3),
  CHECK ((token_hash IS NULL) = (token_expires_at IS NULL)),
  CHECK (collected_at IS NULL OR token_hash IS NOT NULL)
);

GRANT SELECT, INSERT, UPDATE ON wallet_offer TO sealbook_app;
