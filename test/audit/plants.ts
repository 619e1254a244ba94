/**
 * A change by hand that breaks books. `{name}` stands for the bytes of a fact of `sound-books.ts`.
 */
export interface Plant {
  /** What must be reported, and nothing else: first what the plant is about. */
  readonly breaks: readonly string[];
  readonly sql: readonly string[];
  /** The fact that the report must name. */
  readonly names: string;
  readonly prefix:
    | 'txn'
    | 'player'
    | 'payment'
    | 'order'
    | 'lot'
    | 'catalog'
    | 'title'
    | 'notification'
    | 'redemption'
    | null;
}

export const plant = (
  breaks: string,
  named: `${string} ${string}`,
  ...sql: readonly string[]
): Plant => {
  const [prefix, names] = named.split(' ') as [string, string];
  const known = (prefix === 'uuid' ? null : prefix) as Plant['prefix'];
  return { breaks: breaks.split(' '), prefix: known, names, sql };
};

const SALES = 'WHERE transaction_id = {dragon} AND bucket = 12';
const TRANSACTION = `INSERT INTO ledger_transaction
  SELECT {nothing}, title_id, environment, player_id, 999, 'grant', NULL, created_at
  FROM ledger_transaction WHERE id = {dragon}`;
/** The waiting payment once more, with another id or another id of the store. */
const PAYMENT = (id: string, token: string) => `INSERT INTO payment
  SELECT ${id}, title_id, environment, store, ${token}, store_order_id, app, player_id, status,
    reason, line_items, grants, taken, paid, price_currency, price_micros, country, account_bound,
    catalog_version_id, purchased_at, created_at, credited_at, claimed_at, observed_at,
    refunded_at, refund_reason, steps, check_at, check_attempts, bonus, bonus_taken
  FROM payment WHERE id = {waiting}`;
const DEBT = (balance: number) => `INSERT INTO account
  SELECT player_id, currency, 3, ${balance}, 0 FROM account
  WHERE player_id = {player} AND bucket = 1`;

export const PLANTS: readonly Plant[] = [
  plant('A01 A11', 'txn dragon', `UPDATE entry SET amount = amount + 1 ${SALES}`),
  plant('A02 A27', 'txn nothing', TRANSACTION),
  plant(
    'A03 A34',
    'player player',
    `UPDATE account SET balance = balance + 1
    WHERE player_id = {player} AND bucket = 1`,
  ),
  plant(
    'A04',
    'player player',
    `UPDATE entry SET number = 99 WHERE player_id = {player}
    AND bucket = 1 AND number > 6`,
  ),
  plant(
    'A05',
    'player player',
    `UPDATE entry SET balance_after = balance_after + 1
    WHERE player_id = {player} AND bucket = 1 AND number > 6`,
  ),
  plant('A06 A03', 'player player', DEBT(5)),
  plant(
    'A07 A05',
    'player player',
    `UPDATE entry SET balance_after = -1
    WHERE player_id = {player} AND bucket = 1 AND number > 6`,
  ),
  plant('A08 A03', 'player player', DEBT(-5)),
  plant('A09', 'txn dragon', `UPDATE entry SET bucket = 14 ${SALES}`),
  plant(
    'A10',
    'txn dragon',
    `INSERT INTO entry SELECT player_id, seq, 3, transaction_id, currency,
    bucket, 0, NULL, NULL, NULL FROM entry ${SALES}`,
  ),
  plant('A11 A01', 'title title', `UPDATE entry SET amount = amount - 7 ${SALES}`),
  plant('A12', 'txn nothing', `UPDATE entry SET transaction_id = {nothing} ${SALES}`),
  plant(
    'A13',
    'txn dragon',
    `UPDATE ledger_transaction SET environment = 'sandbox'
    WHERE id = {dragon}`,
  ),
  plant(
    'A14',
    'txn expiry',
    `INSERT INTO ledger_transaction
    SELECT * FROM ledger_transaction WHERE id = {expiry}`,
  ),
  plant('A15 G18', 'payment waiting', PAYMENT('{nothing}', 'store_transaction_id')),
  plant(
    'A16 G13',
    'payment payment',
    `UPDATE payment SET grants = '{"GEM":5000}'
    WHERE id = {payment}`,
  ),
  plant(
    'A17 G18',
    'txn payment',
    `UPDATE payment SET status = 'rejected', reason = 'x',
    credited_at = NULL, grants = '{}' WHERE id = {payment}`,
  ),
  plant('A18 G18', 'payment waiting', PAYMENT('id', "'another'")),
  plant(
    'A19',
    'payment waiting',
    `UPDATE payment SET environment = 'sandbox'
    WHERE id = {waiting}`,
  ),
  plant('A20 G18', 'payment wholly', "UPDATE payment SET status = 'credited' WHERE id = {wholly}"),
  plant(
    'A20',
    'payment partly',
    `UPDATE payment SET line_items = REPLACE(line_items, '"parts":5', '"parts":6')
    WHERE id = {partly}`,
  ),
  plant('A21 A20', 'payment partly', "UPDATE payment SET taken = '[]' WHERE id = {partly}"),
  plant(
    'A21',
    'txn refund',
    'UPDATE payment_step SET transaction_id = {nothing} WHERE transaction_id = {refund}',
  ),
  plant(
    'A22 A23',
    'order potions',
    `UPDATE purchase_order
    SET unit_price = unit_price + 1, total = total + quantity WHERE id = {potions}`,
  ),
  plant(
    'A23 G14',
    'order potions',
    `UPDATE purchase_order SET catalog_version_id = {nothing}
    WHERE id = {potions}`,
  ),
  plant('A24 A25', 'txn small', 'DELETE FROM purchase_order WHERE id = {small}'),
  plant(
    'A25',
    'player player',
    `UPDATE item_grant SET source = 'present'
    WHERE source_id = {potions}`,
  ),
  plant(
    'A26',
    'txn small',
    `UPDATE ledger_transaction SET reverses_id = {small}
    WHERE id = {gift}`,
  ),
  plant(
    'A27 G17',
    'txn dragon',
    `UPDATE event SET transaction_id = NULL
    WHERE transaction_id = {dragon}`,
  ),
  plant(
    'A28',
    'player player',
    `UPDATE wallet SET event_number = event_number + 1
    WHERE player_id = {player}`,
  ),
  plant(
    'A31 G17',
    'txn nothing',
    `UPDATE idempotency SET transaction_id = {nothing}
    WHERE transaction_id = {dragon}`,
  ),
  plant(
    'A32',
    'notification told',
    `INSERT INTO store_notification SELECT * FROM store_notification WHERE id = {told}`,
  ),
  plant(
    'A33',
    'notification told',
    'UPDATE store_notification SET sent_at = sent_at + 120000 WHERE id = {told}',
  ),
  plant(
    'A33',
    'notification question',
    "UPDATE usage_request SET notification_id = 'another' WHERE id = {question}",
  ),
  plant(
    'A33',
    'notification question',
    'UPDATE usage_request SET title_id = {nothing} WHERE id = {question}',
  ),
  plant(
    'A34 G09',
    'player player',
    `UPDATE lot SET remaining = remaining + 1
    WHERE id = {lot}`,
  ),
  plant('A38', 'uuid waiting', 'UPDATE payment SET check_at = 1 WHERE id = {waiting}'),
  plant(
    'A38',
    'uuid google',
    `UPDATE store_task SET due_at = 1, created_at = 1
    WHERE payment_id = {google}`,
  ),
  plant(
    'A38',
    'uuid told',
    "UPDATE store_notification SET state = 'received', due_at = 1 WHERE id = {told}",
  ),
  plant(
    'A39',
    'uuid dragon',
    `UPDATE purchase_order SET created_at = 9000000000000
    WHERE id = {dragon}`,
  ),
  plant('G01', 'txn dragon', `UPDATE entry SET line = 7 ${SALES}`),
  plant('G02', 'txn dragon', `UPDATE entry SET number = 1 ${SALES}`),
  plant('G03', 'player player', 'UPDATE wallet SET seq = 3 WHERE player_id = {player}'),
  plant('G04', 'player guest', 'DELETE FROM player WHERE id = {guest}'),
  plant('G05', 'payment waiting', 'UPDATE payment SET check_at = NULL WHERE id = {waiting}'),
  plant('G06', 'payment google', 'DELETE FROM store_task WHERE payment_id = {google}'),
  plant(
    'G07 A23',
    'order dragon',
    `UPDATE purchase_order SET environment = 'sandbox'
    WHERE id = {dragon}`,
  ),
  plant(
    'G08',
    'player player',
    `UPDATE inventory SET quantity = quantity + 1
    WHERE player_id = {player} AND sku = 'potion'`,
  ),
  plant(
    'G08',
    'player player',
    `UPDATE inventory SET level = 3
    WHERE player_id = {player} AND sku = 'sword'`,
  ),
  plant(
    'G09 G10',
    'lot lot',
    `UPDATE lot_movement SET amount = amount - 1
    WHERE lot_id = {lot} AND transaction_id = {split}`,
  ),
  plant(
    'G09 G10',
    'lot lot',
    'UPDATE entry SET lot_id = NULL WHERE lot_id = {lot} AND transaction_id = {dragon}',
  ),
  plant(
    'G10',
    'txn split',
    `UPDATE lot_movement SET transaction_id = {potions}
    WHERE transaction_id = {split}`,
  ),
  plant(
    'G11 G10',
    'txn nothing',
    `UPDATE lot_movement SET transaction_id = {nothing}
    WHERE transaction_id = {split}`,
  ),
  plant(
    'G11 G09 G10',
    'txn dragon',
    `UPDATE entry SET lot_id = {nothing}
    WHERE transaction_id = {dragon} AND lot_id IS NOT NULL`,
  ),
  plant('G12', 'lot lot', "UPDATE lot SET origin = 'promotion' WHERE id = {lot}"),
  plant(
    'G13',
    'payment payment',
    `UPDATE payment SET line_items =
    REPLACE(line_items, 'gems500', 'gems100') WHERE id = {payment}`,
  ),
  plant(
    'G14',
    'order small',
    `UPDATE item_grant SET quantity = 2 WHERE source_id = {small}`,
    `UPDATE inventory SET quantity = 2 WHERE player_id = {guest} AND sku = 'potion'`,
  ),
  plant(
    'G15',
    'player player',
    `UPDATE offer_usage SET used = 2
    WHERE player_id = {player} AND offer = 'dragon'`,
  ),
  plant(
    'G15',
    'order dragon',
    `DELETE FROM offer_usage
    WHERE player_id = {player} AND offer = 'dragon'`,
  ),
  plant('G16', 'catalog nothing', `UPDATE catalog_publication SET version_id = {nothing}`),
  plant('G17', 'uuid player', 'UPDATE idempotency SET event_number = event_number + 100'),
  plant('G17', 'uuid player', 'UPDATE idempotency SET event_number = NULL'),
  plant(
    'G17',
    'uuid player',
    `UPDATE idempotency SET transaction_id = {small}
    WHERE transaction_id = {dragon}`,
  ),
  plant(
    'G18',
    'payment partly',
    'UPDATE payment_step SET number = 7 WHERE payment_id = {partly} AND number = 2',
  ),
  plant(
    'G18',
    'payment partly',
    `UPDATE payment_step SET from_status = 'pending'
    WHERE payment_id = {partly} AND number = 2`,
  ),
];

/** A new value for each column of an entry, for one of a player and for one of the system. */
export const ENTRY_CHANGES: readonly (readonly [column: string, own: string, system: string])[] = [
  ['player_id', '{guest}', '{guest}'],
  ['seq', 'seq + 100', 'seq - 1'],
  ['line', '5', '0'],
  ['transaction_id', '{potions}', '{potions}'],
  ['currency', "'GEN'", "'GEN'"],
  ['bucket', '2', '11'],
  ['amount', 'amount - 1', 'amount + 1'],
  ['number', 'number + 1', '1'],
  ['balance_after', 'balance_after + 1', '0'],
  ['lot_id', 'NULL', '{lot}'],
];
