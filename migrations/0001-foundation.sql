-- One row for each fact about the whole database, such as the store mode that it was made for.
CREATE TABLE setting (
  name {{key}} NOT NULL PRIMARY KEY,
  value {{name}} NOT NULL
) {{table}};

-- A game. Its settings (store ids, identity provider) are one JSON document.
CREATE TABLE title (
  id {{id}} NOT NULL PRIMARY KEY,
  slug {{key}} NOT NULL,
  name {{name}} NOT NULL,
  settings {{text}} NOT NULL,
  created_at {{time}} NOT NULL,
  CONSTRAINT title_slug UNIQUE (slug)
) {{table}};

-- Publishable and secret keys, by their SHA-256: the key itself is never stored.
CREATE TABLE api_key (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  kind {{key}} NOT NULL,
  hash {{hash32}} NOT NULL,
  hint {{key}} NOT NULL,
  created_at {{time}} NOT NULL,
  revoked_at {{time}} NULL,
  CONSTRAINT api_key_hash UNIQUE (hash),
  CONSTRAINT api_key_kind CHECK (kind IN ('publishable', 'secret')),
  CONSTRAINT api_key_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

CREATE TABLE player (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  created_at {{time}} NOT NULL,
  blocked_at {{time}} NULL,
  CONSTRAINT player_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- What a player signs in with: a device, or a subject of the studio's own identity provider.
CREATE TABLE player_credential (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  kind {{key}} NOT NULL,
  subject_hash {{hash32}} NOT NULL,
  secret_hash {{hash32}} NULL,
  player_id {{id}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (title_id, environment, kind, subject_hash)
) {{table}};

CREATE TABLE player_session (
  id {{id}} NOT NULL PRIMARY KEY,
  player_id {{id}} NOT NULL,
  refresh_hash {{hash32}} NOT NULL,
  created_at {{time}} NOT NULL,
  expires_at {{time}} NOT NULL,
  revoked_at {{time}} NULL
) {{table}};
CREATE INDEX player_session_player ON player_session (player_id);

-- Immutable, content-hashed; which one is sold from is told by the newest publication.
CREATE TABLE catalog_version (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  hash {{hash32}} NOT NULL,
  content {{text}} NOT NULL,
  created_at {{time}} NOT NULL,
  CONSTRAINT catalog_version_hash UNIQUE (title_id, environment, hash)
) {{table}};

CREATE TABLE catalog_publication (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  number {{integer}} NOT NULL,
  version_id {{id}} NOT NULL,
  published_at {{time}} NOT NULL,
  published_by {{name}} NOT NULL,
  PRIMARY KEY (title_id, environment, number)
) {{table}};

-- The player's one lock. seq counts the changes of the wallet, event_number the player's events.
CREATE TABLE wallet (
  player_id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  seq {{amount}} NOT NULL,
  event_number {{amount}} NOT NULL,
  CONSTRAINT wallet_counts CHECK (seq >= 0 AND event_number >= 0),
  CONSTRAINT wallet_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- Buckets: 1 paid, 2 free, 3 debt. The accounts of the system have no row: they are summed.
CREATE TABLE account (
  player_id {{id}} NOT NULL,
  currency {{key}} NOT NULL,
  bucket {{small}} NOT NULL,
  balance {{amount}} NOT NULL,
  number {{amount}} NOT NULL,
  PRIMARY KEY (player_id, currency, bucket),
  CONSTRAINT account_bucket CHECK (bucket IN (1, 2, 3)),
  CONSTRAINT account_floor CHECK (
    (bucket IN (1, 2) AND balance >= 0 AND balance <= 9000000000000000)
    OR (bucket = 3 AND balance <= 0 AND balance >= -9000000000000000)),
  CONSTRAINT account_number CHECK (number >= 0)
) {{table}};

-- The id is the UUID of what caused the transaction (a payment, an order), so that the primary key
-- itself makes a cause post at most once.
CREATE TABLE ledger_transaction (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  player_id {{id}} NOT NULL,
  seq {{amount}} NOT NULL,
  kind {{key}} NOT NULL,
  reverses_id {{id}} NULL,
  created_at {{time}} NOT NULL,
  CONSTRAINT ledger_transaction_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- Buckets 1 to 3 are the player's; 11 store clearing, 12 sales, 13 promotion, 14 breakage are the
-- system's and carry neither number nor balance. Two writers of one wallet collide on the primary
-- key, two writers of one account on entry_number: a lost update cannot be stored.
CREATE TABLE entry (
  player_id {{id}} NOT NULL,
  seq {{amount}} NOT NULL,
  line {{small}} NOT NULL,
  transaction_id {{id}} NOT NULL,
  currency {{key}} NOT NULL,
  bucket {{small}} NOT NULL,
  amount {{amount}} NOT NULL,
  number {{amount}} NULL,
  balance_after {{amount}} NULL,
  PRIMARY KEY (player_id, seq, line),
  CONSTRAINT entry_number UNIQUE (player_id, currency, bucket, number),
  CONSTRAINT entry_amount CHECK (
    amount <> 0 AND amount >= -1000000000000 AND amount <= 1000000000000),
  CONSTRAINT entry_bucket CHECK (
    (bucket IN (1, 2) AND number >= 1 AND balance_after >= 0)
    OR (bucket = 3 AND number >= 1 AND balance_after <= 0)
    OR (bucket IN (11, 12, 13, 14) AND number IS NULL AND balance_after IS NULL))
) {{table}};

-- Gems from one source. Clustered by player: a purchase reads the open lots of one player.
CREATE TABLE lot (
  player_id {{id}} NOT NULL,
  id {{id}} NOT NULL,
  currency {{key}} NOT NULL,
  bucket {{small}} NOT NULL,
  origin {{key}} NOT NULL,
  origin_id {{id}} NOT NULL,
  original {{amount}} NOT NULL,
  remaining {{amount}} NOT NULL,
  price_currency {{key}} NULL,
  price_micros {{amount}} NULL,
  fee_micros {{amount}} NULL,
  country {{key}} NULL,
  created_at {{time}} NOT NULL,
  expires_at {{time}} NULL,
  PRIMARY KEY (player_id, id),
  CONSTRAINT lot_bucket CHECK (bucket IN (1, 2)),
  CONSTRAINT lot_remaining CHECK (original >= 1 AND remaining >= 0 AND remaining <= original),
  CONSTRAINT lot_price CHECK (price_micros IS NULL OR price_micros >= 0)
) {{table}};
CREATE INDEX lot_expiry ON lot (expires_at);

-- What one transaction took from a lot (negative) or put into it (positive).
CREATE TABLE lot_movement (
  transaction_id {{id}} NOT NULL,
  lot_id {{id}} NOT NULL,
  player_id {{id}} NOT NULL,
  amount {{amount}} NOT NULL,
  PRIMARY KEY (transaction_id, lot_id),
  CONSTRAINT lot_movement_amount CHECK (amount <> 0)
) {{table}};

-- One record for each decided request that carried a key; its effect is in the same transaction.
CREATE TABLE idempotency (
  caller {{id}} NOT NULL,
  key_hash {{hash16}} NOT NULL,
  fingerprint {{hash16}} NOT NULL,
  status {{small}} NOT NULL,
  body {{text}} NOT NULL,
  transaction_id {{id}} NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (caller, key_hash)
) {{table}};

-- Something that happened, numbered per player without a gap.
CREATE TABLE event (
  player_id {{id}} NOT NULL,
  number {{amount}} NOT NULL,
  id {{id}} NOT NULL,
  type {{key}} NOT NULL,
  transaction_id {{id}} NULL,
  data {{text}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, number),
  CONSTRAINT event_order CHECK (number >= 1)
) {{table}};

-- One store transaction, unique across all titles and players.
CREATE TABLE payment (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  store {{key}} NOT NULL,
  store_transaction_id {{token}} NOT NULL,
  store_order_id {{token}} NULL,
  player_id {{id}} NOT NULL,
  status {{key}} NOT NULL,
  reason {{key}} NULL,
  line_items {{text}} NOT NULL,
  grants {{text}} NOT NULL,
  price_currency {{key}} NULL,
  price_micros {{amount}} NULL,
  country {{key}} NULL,
  account_bound {{small}} NOT NULL,
  catalog_version_id {{id}} NULL,
  purchased_at {{time}} NULL,
  created_at {{time}} NOT NULL,
  credited_at {{time}} NULL,
  check_at {{time}} NULL,
  check_attempts {{integer}} NOT NULL,
  CONSTRAINT payment_store_transaction UNIQUE (store, environment, store_transaction_id),
  CONSTRAINT payment_status CHECK (status IN ('verifying', 'pending', 'credited', 'rejected')),
  CONSTRAINT payment_environment CHECK (environment IN ('production', 'sandbox')),
  CONSTRAINT payment_credited CHECK ((status = 'credited') = (credited_at IS NOT NULL))
) {{table}};
CREATE INDEX payment_player ON payment (player_id);
CREATE INDEX payment_check ON payment (check_at);

-- What must still be told to a store after the commit, such as consuming a purchase.
CREATE TABLE store_task (
  id {{id}} NOT NULL PRIMARY KEY,
  payment_id {{id}} NOT NULL,
  kind {{key}} NOT NULL,
  due_at {{time}} NULL,
  attempts {{integer}} NOT NULL,
  created_at {{time}} NOT NULL,
  done_at {{time}} NULL,
  last_error {{key}} NULL,
  CONSTRAINT store_task_once UNIQUE (payment_id, kind)
) {{table}};
CREATE INDEX store_task_due ON store_task (due_at);

-- One purchase with gems. Its spend transaction has the same UUID, which makes the id unique and
-- leads from an order id to its player; the orders of a player lie together.
CREATE TABLE purchase_order (
  player_id {{id}} NOT NULL,
  id {{id}} NOT NULL,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  offer {{key}} NOT NULL,
  quantity {{amount}} NOT NULL,
  currency {{key}} NOT NULL,
  unit_price {{amount}} NOT NULL,
  total {{amount}} NOT NULL,
  status {{key}} NOT NULL,
  catalog_version_id {{id}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, id),
  CONSTRAINT purchase_order_total CHECK (
    quantity >= 1 AND unit_price >= 0 AND total = unit_price * quantity),
  CONSTRAINT purchase_order_status CHECK (status IN ('completed', 'refunded'))
) {{table}};

-- How often a player bought an offer that has a limit.
CREATE TABLE offer_usage (
  player_id {{id}} NOT NULL,
  offer {{key}} NOT NULL,
  used {{amount}} NOT NULL,
  PRIMARY KEY (player_id, offer),
  CONSTRAINT offer_usage_used CHECK (used >= 0)
) {{table}};

-- What an order gave (positive) or a consumption took (negative). Named so since GRANT is a SQL word.
CREATE TABLE item_grant (
  player_id {{id}} NOT NULL,
  source_id {{id}} NOT NULL,
  line {{small}} NOT NULL,
  id {{id}} NOT NULL,
  source {{key}} NOT NULL,
  sku {{key}} NOT NULL,
  quantity {{amount}} NOT NULL,
  level {{integer}} NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, source_id, line),
  CONSTRAINT item_grant_quantity CHECK (quantity <> 0)
) {{table}};

-- The sum of the grants, kept so that a purchase need not add them up.
CREATE TABLE inventory (
  player_id {{id}} NOT NULL,
  sku {{key}} NOT NULL,
  kind {{key}} NOT NULL,
  quantity {{amount}} NOT NULL,
  level {{integer}} NULL,
  PRIMARY KEY (player_id, sku),
  CONSTRAINT inventory_quantity CHECK (quantity >= 0)
) {{table}};
