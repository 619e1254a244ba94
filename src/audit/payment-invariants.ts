import type { Invariant } from './invariant.js';

/**
 * The grants of a payment are written as JSON without spaces. Every currency that was posted must
 * stand in them with its amount, and the text must not be longer than all these together: then both
 * say the same, without a JSON function, of which the databases have different ones. What
 * promotions gave with it is posted against another account (`bonus-invariants.ts`).
 */
const POSTED = `CONCAT('"', e.currency, '":', -e.amount)`;

/** Payments whose gems were credited, whatever was taken back since. */
const CREDITED = "('credited', 'partially_refunded', 'refunded', 'refund_reversed')";

/** Real money in: payments, their top-ups, what is still to be told to a store. */
export const PAYMENT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A15',
    severity: 'P0',
    title: 'a store transaction is recorded once across all titles and players',
    sql: `
      SELECT MIN(id) AS payment_id, store, environment, COUNT(*) AS times FROM payment
      GROUP BY store, environment, store_transaction_id HAVING COUNT(*) > 1`,
  },
  {
    id: 'A16',
    severity: 'P0',
    title: 'a credited payment has one top-up, of its amounts and to its player',
    sql: `
      SELECT p.id AS payment_id, p.player_id, p.grants, COUNT(e.line) AS entries
      FROM payment p
      LEFT JOIN ledger_transaction t
        ON t.id = p.id AND t.kind = 'topup' AND t.player_id = p.player_id
      LEFT JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq
        AND e.bucket = CASE p.paid WHEN 1 THEN 11 ELSE 13 END
      WHERE p.status IN ${CREDITED} GROUP BY p.id, p.player_id, p.grants
      HAVING COUNT(e.line) = 0
        OR COUNT(e.line) <> SUM(CASE WHEN
          INSTR(REPLACE(REPLACE(p.grants, '{', ','), '}', ','), CONCAT(',', ${POSTED}, ',')) > 0
          THEN 1 ELSE 0 END)
        OR LENGTH(p.grants) <> 1 + SUM(LENGTH(${POSTED}) + 1)`,
  },
  {
    id: 'A17',
    severity: 'P0',
    title: 'no top-up without a payment that is credited',
    sql: `
      SELECT t.id AS transaction_id, t.player_id
      FROM ledger_transaction t LEFT JOIN payment p ON p.id = t.id AND p.status IN ${CREDITED}
      WHERE t.kind = 'topup' AND p.id IS NULL`,
  },
  {
    id: 'A18',
    severity: 'P0',
    title: 'a top-up belongs to one payment',
    sql: 'SELECT id AS payment_id, COUNT(*) AS times FROM payment GROUP BY id HAVING COUNT(*) > 1',
  },
  {
    id: 'A19',
    severity: 'P0',
    title: "a payment is of its player's own title and environment: sandbox is never production",
    sql: `
      SELECT p.id AS payment_id, p.player_id, p.environment, w.environment AS wallet_environment
      FROM payment p LEFT JOIN wallet w ON w.player_id = p.player_id
      WHERE p.player_id IS NOT NULL AND (w.player_id IS NULL
        OR w.title_id <> p.title_id OR w.environment <> p.environment)`,
  },
  {
    id: 'G05',
    severity: 'P1',
    title: 'a payment has the times that its status needs',
    sql: `
      SELECT id AS payment_id, player_id, status FROM payment
      WHERE (status IN ('verifying', 'pending') AND check_at IS NULL)
        OR (status IN ${CREDITED}
          AND (credited_at IS NULL OR player_id IS NULL OR check_at IS NOT NULL))
        OR (status NOT IN ${CREDITED}
          AND (credited_at IS NOT NULL OR grants <> '{}' OR taken <> '[]'))
        OR (status = 'unassigned' AND player_id IS NOT NULL)
        OR (status = 'rejected' AND reason IS NULL)`,
  },
  {
    id: 'G06',
    severity: 'P1',
    title: 'a store is told once, of credited payments alone; Google of every one',
    sql: `
      SELECT p.id AS payment_id, p.player_id FROM payment p
      LEFT JOIN store_task s ON s.payment_id = p.id AND s.kind = 'finish'
      WHERE p.store = 'google' AND p.status IN ${CREDITED} AND s.id IS NULL
      UNION ALL
      SELECT s.payment_id, p.player_id FROM store_task s LEFT JOIN payment p ON p.id = s.payment_id
      WHERE p.id IS NULL OR p.status NOT IN ${CREDITED}
      UNION ALL
      SELECT payment_id, NULL FROM store_task GROUP BY payment_id, kind HAVING COUNT(*) > 1`,
  },
];
