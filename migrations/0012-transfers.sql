-- Gems that one player gave to another. The id is that of the sender's transaction, and receipt_id
-- is the receiver's. day counts UTC days since 1970, number the transfers of the sender on that day:
-- two that were counted as one cannot both be stored.
CREATE TABLE transfer (
  id {{id}} NOT NULL PRIMARY KEY,
  receipt_id {{id}} NOT NULL,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  from_player_id {{id}} NOT NULL,
  to_player_id {{id}} NOT NULL,
  currency {{key}} NOT NULL,
  amount {{amount}} NOT NULL,
  reason {{name}} NULL,
  day {{integer}} NOT NULL,
  number {{integer}} NOT NULL,
  held_until {{time}} NOT NULL,
  created_at {{time}} NOT NULL,
  CONSTRAINT transfer_number UNIQUE (from_player_id, day, number),
  CONSTRAINT transfer_amount CHECK (amount >= 1 AND amount <= 1000000000000),
  CONSTRAINT transfer_parties CHECK (from_player_id <> to_player_id),
  CONSTRAINT transfer_count CHECK (number >= 1),
  CONSTRAINT transfer_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- Of a lot that came by a transfer: until when its gems can be neither spent nor passed on, which
-- lot of the sender they came from, and the payment that they were bought with. NULL otherwise; the
-- payment also where nobody knows it.
ALTER TABLE lot ADD COLUMN held_until {{time}} NULL;
ALTER TABLE lot ADD COLUMN from_lot_id {{id}} NULL;
ALTER TABLE lot ADD COLUMN payment_id {{id}} NULL;
