import { join } from 'node:path';
import { DataSource } from 'typeorm';

type Row = Readonly<Record<string, unknown>>;

/** Looks into a database past the service, so that the service cannot flatter itself. */
export interface BookReader {
  rows(text: string, values?: readonly (string | number | Buffer)[]): Promise<Row[]>;
  /** How many rows a question finds. */
  count(text: string, values?: readonly (string | number | Buffer)[]): Promise<number>;
  close(): Promise<void>;
}

/** Reads the database that these environment variables point a service at. */
export async function readerOf(env: Readonly<Record<string, string>>): Promise<BookReader> {
  const source = new DataSource(
    env.DATABASE_URL
      ? { type: 'mysql', url: env.DATABASE_URL, supportBigNumbers: true }
      : {
          type: 'better-sqlite3',
          database: join(env.DATA_DIR!, 'gemtill.sqlite'),
          readonly: true,
        },
  );
  await source.initialize();
  const rows: BookReader['rows'] = (text, values = []) => source.query(text, [...values]);
  return {
    rows,
    count: async (text, values) => (await rows(text, values)).length,
    close: () => source.destroy(),
  };
}

/**
 * Each finds nothing in sound books: a row that it finds is a gem lost, invented or unexplained.
 */
const BOOK_RULES: Readonly<Record<string, string>> = {
  'a transaction sums to zero': `
    SELECT transaction_id FROM entry GROUP BY transaction_id, currency HAVING SUM(amount) <> 0`,
  'a transaction has entries': `
    SELECT t.id FROM ledger_transaction t
    WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.transaction_id = t.id)`,
  'an entry has a transaction': `
    SELECT e.transaction_id FROM entry e
    WHERE NOT EXISTS (SELECT 1 FROM ledger_transaction t WHERE t.id = e.transaction_id)`,
  'a balance is the sum of its entries, numbered without a gap': `
    SELECT a.player_id FROM account a LEFT JOIN entry e
      ON e.player_id = a.player_id AND e.currency = a.currency AND e.bucket = a.bucket
    GROUP BY a.player_id, a.currency, a.bucket, a.balance, a.number
    HAVING a.balance <> COALESCE(SUM(e.amount), 0) OR a.number <> COUNT(e.amount)
      OR a.number <> COALESCE(MAX(e.number), 0)`,
  'an entry tells the balance after it': `
    SELECT e.player_id FROM entry e LEFT JOIN entry b
      ON b.player_id = e.player_id AND b.currency = e.currency AND b.bucket = e.bucket
      AND b.number = e.number - 1
    WHERE e.bucket < 10 AND e.balance_after <> COALESCE(b.balance_after, 0) + e.amount`,
  'the open lots of an account hold its balance': `
    SELECT a.player_id FROM account a LEFT JOIN lot l
      ON l.player_id = a.player_id AND l.currency = a.currency AND l.bucket = a.bucket
    WHERE a.bucket IN (1, 2)
    GROUP BY a.player_id, a.currency, a.bucket, a.balance
    HAVING a.balance <> COALESCE(SUM(l.remaining), 0)`,
  'a lot holds what its movements left': `
    SELECT l.id FROM lot l WHERE l.remaining <> COALESCE((
      SELECT SUM(m.amount) FROM lot_movement m
      WHERE m.player_id = l.player_id AND m.lot_id = l.id), 0) + COALESCE((
      SELECT SUM(e.amount) FROM entry e
      WHERE e.player_id = l.player_id AND e.lot_id = l.id), 0)`,
  'the last event has the number that the wallet counts': `
    SELECT w.player_id FROM wallet w LEFT JOIN event e ON e.player_id = w.player_id
    GROUP BY w.player_id, w.event_number
    HAVING w.event_number <> COUNT(e.number) OR w.event_number <> COALESCE(MAX(e.number), 0)`,
  'a wallet has seen its transactions': `
    SELECT w.player_id FROM wallet w JOIN entry e ON e.player_id = w.player_id
    GROUP BY w.player_id, w.seq HAVING w.seq < MAX(e.seq)`,
  'a credited payment has one top-up, of its player': `
    SELECT p.id FROM payment p LEFT JOIN ledger_transaction t
      ON t.id = p.id AND t.player_id = p.player_id AND t.kind = 'topup'
    WHERE (p.credited_at IS NOT NULL) <> (t.id IS NOT NULL)`,
  'a top-up has a payment': `
    SELECT t.id FROM ledger_transaction t
    WHERE t.kind = 'topup' AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.id = t.id)`,
  'a Google payment that is credited will be consumed': `
    SELECT p.id FROM payment p LEFT JOIN store_task s ON s.payment_id = p.id
    WHERE p.store = 'google' AND p.credited_at IS NOT NULL AND s.id IS NULL`,
  'an order took its price': `
    SELECT o.id FROM purchase_order o LEFT JOIN entry e
      ON e.transaction_id = o.id AND e.player_id = o.player_id AND e.currency = o.currency
      AND e.bucket = 12
    GROUP BY o.id, o.total HAVING o.total <> COALESCE(SUM(e.amount), 0)`,
  'a spend has an order': `
    SELECT t.id FROM ledger_transaction t
    WHERE t.kind = 'spend' AND NOT EXISTS (SELECT 1 FROM purchase_order o WHERE o.id = t.id)`,
  'an order gave something': `
    SELECT o.id FROM purchase_order o WHERE NOT EXISTS (
      SELECT 1 FROM item_grant g WHERE g.player_id = o.player_id AND g.source_id = o.id)
    AND NOT EXISTS (
      SELECT 1 FROM lot l
      WHERE l.player_id = o.player_id AND l.origin = 'order' AND l.origin_id = o.id)`,
  'what is held is what was given and not used': `
    SELECT i.player_id FROM inventory i LEFT JOIN item_grant g
      ON g.player_id = i.player_id AND g.sku = i.sku
    WHERE i.kind <> 'upgrade' GROUP BY i.player_id, i.sku, i.quantity
    HAVING i.quantity <> COALESCE(SUM(g.quantity), 0)`,
  'a limit counts the orders': `
    SELECT u.player_id FROM offer_usage u LEFT JOIN purchase_order o
      ON o.player_id = u.player_id AND o.offer = u.offer
    GROUP BY u.player_id, u.offer, u.used HAVING u.used <> COALESCE(SUM(o.quantity), 0)`,
};

/** The rules that these books break, with how often; nothing when they are sound. */
export async function brokenRules(books: BookReader): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, text] of Object.entries(BOOK_RULES)) {
    const count = await books.count(text);
    if (count > 0) broken.push(`${rule}: broken ${count} times`);
  }
  return broken;
}
