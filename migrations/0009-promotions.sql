-- Free gems that came with a payment: for each lot its promotion. And how many of what refunds have
-- taken of the payment, by currency, were such gems. NULL: none.
ALTER TABLE payment ADD COLUMN bonus {{text}} NULL;
ALTER TABLE payment ADD COLUMN bonus_taken {{text}} NULL;

-- For how many payments of a player a promotion counted, refunded ones included.
CREATE TABLE promotion_usage (
  player_id {{id}} NOT NULL,
  promotion {{key}} NOT NULL,
  used {{integer}} NOT NULL,
  PRIMARY KEY (player_id, promotion),
  CONSTRAINT promotion_usage_used CHECK (used >= 1)
) {{table}};
