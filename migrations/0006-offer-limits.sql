-- How often a player bought an offer within a calendar period of the player's own zone.
CREATE TABLE offer_period_usage (
  player_id {{id}} NOT NULL,
  offer {{key}} NOT NULL,
  period {{key}} NOT NULL,
  used {{amount}} NOT NULL,
  PRIMARY KEY (player_id, offer, period),
  CONSTRAINT offer_period_usage_used CHECK (used >= 0)
) {{table}};

-- How many units of an offer with a stock all players together hold. One row that its buyers queue
-- for; only offers with a stock have one.
CREATE TABLE offer_stock (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  offer {{key}} NOT NULL,
  sold {{amount}} NOT NULL,
  PRIMARY KEY (title_id, environment, offer),
  CONSTRAINT offer_stock_sold CHECK (sold >= 0),
  CONSTRAINT offer_stock_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};

-- The sale that lowered the price, when the price was found, and the limit period that counted the
-- order. An order of before this knows none of them.
ALTER TABLE purchase_order ADD COLUMN sale {{key}} NULL;
ALTER TABLE purchase_order ADD COLUMN priced_at {{time}} NULL;
ALTER TABLE purchase_order ADD COLUMN period {{key}} NULL;
