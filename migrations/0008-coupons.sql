-- A code of a coupon, by a keyed hash of title, environment and code: the code itself is stored
-- nowhere, and without the installation's secret nobody can try words on this table.
CREATE TABLE coupon_code (
  code_hash {{hash32}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  coupon {{key}} NOT NULL,
  uses_max {{amount}} NULL,
  uses {{amount}} NOT NULL,
  created_at {{time}} NOT NULL,
  CONSTRAINT coupon_code_uses CHECK (uses >= 0 AND (uses_max IS NULL OR uses <= uses_max)),
  CONSTRAINT coupon_code_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- How often all players together redeemed codes of a coupon.
CREATE TABLE coupon_usage (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  coupon {{key}} NOT NULL,
  redeemed {{amount}} NOT NULL,
  PRIMARY KEY (title_id, environment, coupon),
  CONSTRAINT coupon_usage_redeemed CHECK (redeemed >= 0),
  CONSTRAINT coupon_usage_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- Who redeemed what. A player redeems each code once, and the redemptions of a coupon are numbered:
-- a lost update cannot be stored.
CREATE TABLE coupon_redemption (
  player_id {{id}} NOT NULL,
  coupon {{key}} NOT NULL,
  code_hash {{hash32}} NOT NULL,
  id {{id}} NOT NULL,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  number {{amount}} NOT NULL,
  player_number {{amount}} NOT NULL,
  catalog_version_id {{id}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, coupon, code_hash),
  CONSTRAINT coupon_redemption_number UNIQUE (title_id, environment, coupon, number),
  CONSTRAINT coupon_redemption_numbers CHECK (number >= 1 AND player_number >= 1),
  CONSTRAINT coupon_redemption_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};
