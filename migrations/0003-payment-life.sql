-- The whole life of a payment: owned by nobody yet, refunded in part or whole, reversed again.
-- A new table, since one column becomes nullable and SQLite cannot change a column.
CREATE TABLE payment_life (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  store {{key}} NOT NULL,
  store_transaction_id {{token}} NOT NULL,
  store_order_id {{token}} NULL,
  app {{token}} NULL,
  player_id {{id}} NULL,
  status {{key}} NOT NULL,
  reason {{key}} NULL,
  line_items {{text}} NOT NULL,
  grants {{text}} NOT NULL,
  taken {{text}} NOT NULL,
  paid {{small}} NOT NULL,
  price_currency {{key}} NULL,
  price_micros {{amount}} NULL,
  country {{key}} NULL,
  account_bound {{small}} NOT NULL,
  catalog_version_id {{id}} NULL,
  purchased_at {{time}} NULL,
  created_at {{time}} NOT NULL,
  credited_at {{time}} NULL,
  claimed_at {{time}} NULL,
  observed_at {{time}} NULL,
  refunded_at {{time}} NULL,
  refund_reason {{key}} NULL,
  steps {{integer}} NOT NULL,
  check_at {{time}} NULL,
  check_attempts {{integer}} NOT NULL,
  CONSTRAINT payment_life_store_transaction UNIQUE (store, environment, store_transaction_id),
  CONSTRAINT payment_life_status CHECK (status IN ('verifying', 'pending', 'unassigned', 'credited',
    'partially_refunded', 'refunded', 'refund_reversed', 'rejected')),
  CONSTRAINT payment_life_environment CHECK (environment IN ('production', 'sandbox')),
  CONSTRAINT payment_life_credited CHECK (
    (status IN ('credited', 'partially_refunded', 'refunded', 'refund_reversed'))
    = (credited_at IS NOT NULL)),
  CONSTRAINT payment_life_claimed CHECK (claimed_at IS NULL OR credited_at IS NOT NULL),
  CONSTRAINT payment_life_owner CHECK (player_id IS NOT NULL OR credited_at IS NULL)
) {{table}};
INSERT INTO payment_life
  SELECT id, title_id, environment, store, store_transaction_id, store_order_id, NULL, player_id,
    status, reason, line_items, grants, '[]', 1, price_currency, price_micros, country,
    account_bound, catalog_version_id, purchased_at, created_at, credited_at,
    credited_at, COALESCE(credited_at, created_at), NULL, NULL, 0, check_at, check_attempts
  FROM payment;
DROP TABLE payment;
ALTER TABLE payment_life RENAME TO payment;
CREATE INDEX payment_player ON payment (player_id);
CREATE INDEX payment_check ON payment (check_at);
CREATE INDEX payment_status ON payment (title_id, environment, status, id);
CREATE INDEX payment_order ON payment (store_order_id);

-- What happened to a payment, in order: each change of its state with what it moved and who told.
CREATE TABLE payment_step (
  payment_id {{id}} NOT NULL,
  number {{integer}} NOT NULL,
  player_id {{id}} NULL,
  from_status {{key}} NULL,
  to_status {{key}} NOT NULL,
  source {{key}} NOT NULL,
  reason {{key}} NULL,
  gems {{text}} NOT NULL,
  transaction_id {{id}} NULL,
  as_of {{time}} NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (payment_id, number)
) {{table}};
CREATE INDEX payment_step_player ON payment_step (player_id, created_at);

-- What stores told, kept before it is acted on. Poisoned ones are set aside for people. What they
-- say of accounts is blanked at `content_until`; that they came stays.
CREATE TABLE store_notification (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  store {{key}} NOT NULL,
  notification_id {{token}} NOT NULL,
  environment {{key}} NULL,
  type {{token}} NOT NULL,
  subtype {{token}} NULL,
  concern {{key}} NOT NULL,
  source {{key}} NOT NULL,
  store_transaction_id {{token}} NULL,
  store_order_id {{token}} NULL,
  content {{text}} NOT NULL,
  state {{key}} NOT NULL,
  outcome {{key}} NULL,
  attempts {{integer}} NOT NULL,
  sent_at {{time}} NOT NULL,
  received_at {{time}} NOT NULL,
  due_at {{time}} NULL,
  processed_at {{time}} NULL,
  content_until {{time}} NULL,
  -- Google counts the messages of each topic for itself: two titles may hear of one number.
  CONSTRAINT store_notification_once UNIQUE (title_id, store, notification_id),
  CONSTRAINT store_notification_state CHECK (
    state IN ('received', 'processed', 'ignored', 'poisoned')),
  CONSTRAINT store_notification_open CHECK ((state = 'received') = (due_at IS NOT NULL))
) {{table}};
CREATE INDEX store_notification_due ON store_notification (due_at);
CREATE INDEX store_notification_title ON store_notification (title_id, environment, id);
CREATE INDEX store_notification_state ON store_notification (state, id);
CREATE INDEX store_notification_content ON store_notification (content_until);

-- A store asks how a purchase was used before it decides about a refund. Late answers do not count.
CREATE TABLE usage_request (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NULL,
  store {{key}} NOT NULL,
  notification_id {{token}} NOT NULL,
  store_transaction_id {{token}} NULL,
  store_order_id {{token}} NULL,
  review_token {{text}} NULL,
  asked_at {{time}} NOT NULL,
  answer_by {{time}} NOT NULL,
  due_at {{time}} NULL,
  attempts {{integer}} NOT NULL,
  state {{key}} NOT NULL,
  consumed_milliunits {{integer}} NULL,
  answer {{text}} NULL,
  closed_at {{time}} NULL,
  CONSTRAINT usage_request_once UNIQUE (title_id, store, notification_id),
  CONSTRAINT usage_request_state CHECK (
    state IN ('open', 'answered', 'no_consent', 'unknown_payment', 'refused', 'too_late')),
  CONSTRAINT usage_request_open CHECK ((state = 'open') = (due_at IS NOT NULL))
) {{table}};
CREATE INDEX usage_request_due ON usage_request (due_at);

-- What a player allowed or forbade, by whom it was told.
CREATE TABLE player_consent (
  player_id {{id}} NOT NULL,
  kind {{key}} NOT NULL,
  given {{small}} NOT NULL,
  source {{key}} NOT NULL,
  changed_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, kind),
  CONSTRAINT player_consent_kind CHECK (kind IN ('consumption'))
) {{table}};

-- Players whose refunds were too many. A flag that was lifted stays, with who lifted it.
CREATE TABLE player_risk (
  player_id {{id}} NOT NULL PRIMARY KEY,
  flagged_at {{time}} NOT NULL,
  refunds {{integer}} NOT NULL,
  lifted_at {{time}} NULL,
  lifted_reason {{name}} NULL
) {{table}};

-- Where our books and a store's differ, as it was found and what came of it. While it is open, its
-- `open_key` (a hash of what it is about) lets two instances keep it only once.
CREATE TABLE reconciliation_difference (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  store {{key}} NOT NULL,
  kind {{key}} NOT NULL,
  subject {{token}} NOT NULL,
  payment_id {{id}} NULL,
  ours {{text}} NOT NULL,
  theirs {{text}} NOT NULL,
  state {{key}} NOT NULL,
  reason {{name}} NULL,
  found_at {{time}} NOT NULL,
  closed_at {{time}} NULL,
  open_key {{hash32}} NULL,
  CONSTRAINT reconciliation_difference_once UNIQUE (open_key),
  CONSTRAINT reconciliation_difference_kind CHECK (
    kind IN ('notification', 'payment', 'task', 'waiting', 'uncredited')),
  CONSTRAINT reconciliation_difference_state CHECK (state IN ('open', 'mended', 'accepted')),
  CONSTRAINT reconciliation_difference_closed CHECK ((state = 'open') = (closed_at IS NULL)),
  CONSTRAINT reconciliation_difference_open CHECK ((state = 'open') = (open_key IS NOT NULL))
) {{table}};
CREATE INDEX reconciliation_difference_title ON reconciliation_difference (title_id, id);
CREATE INDEX reconciliation_difference_state ON reconciliation_difference (title_id, state, id);
CREATE INDEX reconciliation_difference_subject ON reconciliation_difference (title_id, subject);

-- How far a store's lists and customers have been read, when that last went well, when it is due.
CREATE TABLE reconciliation_mark (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  store {{key}} NOT NULL,
  read_until {{time}} NULL,
  asked_after {{id}} NULL,
  succeeded_at {{time}} NULL,
  created_at {{time}} NOT NULL,
  due_at {{time}} NOT NULL,
  PRIMARY KEY (title_id, environment, store)
) {{table}};

-- An order that was given back: when, and why.
ALTER TABLE purchase_order ADD COLUMN refunded_at {{time}} NULL;
ALTER TABLE purchase_order ADD COLUMN refund_reason {{name}} NULL;

-- What a lot went through is asked for by its lot; the entries of a player lie together anyway.
CREATE INDEX lot_movement_lot ON lot_movement (player_id, lot_id);

-- Whether these are books of true stores or of the simulator: gems of the two never mix.
CREATE TABLE installation (
  id {{small}} NOT NULL PRIMARY KEY,
  store_mode {{key}} NOT NULL,
  created_at {{time}} NOT NULL,
  CONSTRAINT installation_one CHECK (id = 1),
  CONSTRAINT installation_store_mode CHECK (store_mode IN ('simulator', 'live'))
) {{table}};
