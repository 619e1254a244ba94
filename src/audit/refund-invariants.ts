import type { SqlRow } from '../platform/database/statement.js';
import type { CodedInvariant, Invariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';

interface Line {
  readonly productId: string;
  readonly quantity: number;
  readonly refunded: { readonly parts: number; readonly of: number };
  readonly unitGems: Readonly<Record<string, number>> | null;
  readonly bonus?: Readonly<Record<string, number>>;
}

interface Taken {
  readonly currency: string;
  readonly amount: number;
  readonly from: unknown;
}

interface RefundedPayment {
  readonly row: SqlRow;
  readonly status: string;
  readonly lines: readonly Line[];
  readonly grants: Readonly<Record<string, number>>;
  /** What promotions gave with it, and how much of that is taken. */
  readonly bonus: Readonly<Record<string, number>>;
  readonly taken: readonly Taken[];
  readonly bonusTaken: Readonly<Record<string, number>>;
}

const SOME_REFUNDED = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  .map((digit) => `line_items LIKE '%"parts":${digit}%'`)
  .join(' OR ');

/** Credited payments that a store has ever given something back of. */
async function refundedPayments(snapshot: Snapshot): Promise<RefundedPayment[]> {
  const rows = await snapshot.rows(`
    SELECT id AS payment_id, player_id, status, line_items, grants, taken, bonus, bonus_taken
    FROM payment
    WHERE status IN ('partially_refunded', 'refunded', 'refund_reversed') OR taken <> '[]'
      OR (status = 'credited' AND (${SOME_REFUNDED}))`);
  return rows.map(({ line_items, grants, taken, bonus, bonus_taken, ...row }) => ({
    row,
    status: String(row.status),
    lines: JSON.parse(String(line_items)) as Line[],
    grants: JSON.parse(String(grants)) as Record<string, number>,
    bonus: sums(JSON.parse(String(bonus ?? '[]')) as Taken[]),
    taken: JSON.parse(String(taken)) as Taken[],
    bonusTaken: JSON.parse(String(bonus_taken ?? '{}')) as Record<string, number>,
  }));
}

/** Payments whose status, refunded shares and taken gems do not tell the same. */
async function wrongShares(snapshot: Snapshot): Promise<SqlRow[]> {
  const wrong: SqlRow[] = [];
  for (const payment of await refundedPayments(snapshot)) {
    const why = faultOf(payment);
    if (why !== null) wrong.push({ ...payment.row, why });
  }
  return wrong;
}

function faultOf(payment: RefundedPayment): string | null {
  const { status, lines, grants, bonus, taken, bonusTaken } = payment;
  for (const { productId, refunded } of lines) {
    const { parts, of } = refunded;
    const inRange = Number.isInteger(parts) && parts >= 0 && Number.isInteger(of) && parts <= of;
    if (!inRange) return `${productId}: ${parts} of ${of} refunded`;
  }
  const some = lines.some(({ refunded }) => refunded.parts > 0);
  const all = lines.every(({ refunded }) => refunded.parts === refunded.of);
  const partly = some && !all;
  const nothing = status === 'credited' || status === 'refund_reversed';
  if (nothing && some) return 'a line is refunded';
  if (status === 'partially_refunded' && !partly) return 'not a part is refunded';
  const sides = [
    { brought: grants, held: paidTaken(payment), share: shareDue },
    { brought: bonus, held: bonusTaken, share: bonusDue },
  ];
  for (const { brought, held, share } of sides) {
    for (const [currency, gems] of Object.entries(brought)) {
      const found = held[currency] ?? 0;
      const due = status === 'refunded' ? gems : nothing ? 0 : share(lines, currency);
      if (due !== null && found !== due) return `${found} ${currency} taken instead of ${due}`;
    }
    const foreign = Object.keys(held).find((one) => held[one] !== 0 && !brought[one]);
    if (foreign) return `${foreign} was never credited`;
  }
  const foreign = taken.find(({ currency }) => !grants[currency] && !bonus[currency]);
  return foreign ? `${foreign.currency} was never credited` : null;
}

/** null where a payment is older than the note of what its units were worth. */
function shareDue(lines: readonly Line[], currency: string): number | null {
  let due = 0n;
  for (const { quantity, refunded, unitGems } of lines) {
    if (unitGems === null) return null;
    const gems = BigInt(unitGems[currency] ?? 0) * BigInt(quantity);
    due += (gems * BigInt(refunded.parts)) / BigInt(refunded.of);
  }
  return Number(due);
}

/** Of the free gems that promotions gave with each line the same share. */
function bonusDue(lines: readonly Line[], currency: string): number {
  let due = 0n;
  for (const { bonus = {}, refunded } of lines) {
    due += (BigInt(bonus[currency] ?? 0) * BigInt(refunded.parts)) / BigInt(refunded.of);
  }
  return Number(due);
}

/** What is taken of a payment beside its bonus, by currency. */
function paidTaken({ taken, bonusTaken }: RefundedPayment): Record<string, number> {
  const paid = sums(taken);
  for (const [currency, bonus] of Object.entries(bonusTaken)) {
    paid[currency] = (paid[currency] ?? 0) - bonus;
  }
  return paid;
}

function sums(parts: readonly Pick<Taken, 'currency' | 'amount'>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { currency, amount } of parts) all[currency] = (all[currency] ?? 0) + amount;
  return all;
}

/** What refunds posted against each payment, by currency, on the player's side alone. */
const POSTED = `
  SELECT t.reverses_id AS payment_id, t.player_id, e.currency, SUM(e.amount) AS moved
  FROM ledger_transaction t
  JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq AND e.bucket IN (1, 2, 3)
  WHERE t.kind IN ('refund', 'refund_reversal')
  GROUP BY t.reverses_id, t.player_id, e.currency`;

/** Payments of which refunds took other amounts from the player than the payment says. */
async function wrongDebits(snapshot: Snapshot): Promise<SqlRow[]> {
  const open = new Map<string, SqlRow & { moved: number }>();
  for (const row of await snapshot.rows(POSTED)) {
    const { payment_id, player_id, currency, moved } = row;
    const key = `${hexOf(payment_id)} ${currency}`;
    open.set(key, {
      payment_id: payment_id!,
      player_id: player_id!,
      currency: currency!,
      moved: Number(moved),
    });
  }
  for (const { row, taken } of await refundedPayments(snapshot)) {
    const { payment_id, player_id } = row;
    for (const { currency, amount, from } of taken) {
      if (from === 'written_off' || from === 'expired') continue;
      const key = `${hexOf(payment_id)} ${currency}`;
      const known = { payment_id: payment_id!, player_id: player_id!, currency, moved: 0 };
      const { moved } = open.get(key) ?? known;
      open.set(key, { ...known, moved: moved + amount });
    }
  }
  return [...open.values()].filter(({ moved }) => moved !== 0);
}

const hexOf = (id: unknown) => (id as Buffer).toString('hex');

/** A notification about a purchase was acted on when the books know at least what it told. */
const UNHEARD = `
  SELECT n.id AS notification_id, n.store, n.type FROM store_notification n
  LEFT JOIN payment p ON p.store = n.store AND p.store_transaction_id = n.store_transaction_id
    AND p.environment = COALESCE(n.environment, p.environment)
  WHERE n.concern = 'purchase' AND n.state = 'processed' AND n.outcome IS NULL
    AND (p.id IS NULL OR p.observed_at IS NULL OR p.observed_at + 60000 <
      CASE WHEN n.store = 'google' THEN n.received_at ELSE n.sent_at END)`;

/** What stores gave back, what they told, and the history of each payment. */
export const REFUND_INVARIANTS: readonly (Invariant | CodedInvariant)[] = [
  {
    id: 'A20',
    severity: 'P1',
    title: 'what is taken of a payment is the refunded share of it, and its status says so',
    find: wrongShares,
  },
  {
    id: 'A21',
    severity: 'P0',
    title:
      'every refund took from its player exactly what the payment says, and tells it in a step',
    find: async (snapshot) => [
      ...(await wrongDebits(snapshot)),
      ...(await snapshot.rows(`
        SELECT t.id AS transaction_id, t.player_id, t.reverses_id AS payment_id
        FROM ledger_transaction t
        LEFT JOIN payment_step s ON s.payment_id = t.reverses_id AND s.transaction_id = t.id
        WHERE t.kind IN ('refund', 'refund_reversal') AND s.payment_id IS NULL`)),
    ],
  },
  {
    id: 'A32',
    severity: 'P1',
    title: 'a notification of a store to a title is kept once, and so is the question in it',
    sql: `
      SELECT MIN(id) AS notification_id, store, COUNT(*) AS times FROM store_notification
      GROUP BY title_id, store, notification_id HAVING COUNT(*) > 1
      UNION ALL
      SELECT MIN(id), store, COUNT(*) FROM usage_request
      GROUP BY title_id, store, notification_id HAVING COUNT(*) > 1`,
  },
  {
    id: 'A33',
    severity: 'P1',
    title: 'the books know what each processed notification told, and each question has one',
    sql: `${UNHEARD}
      UNION ALL
      SELECT u.id, u.store, u.state FROM usage_request u
      LEFT JOIN store_notification n ON n.title_id = u.title_id AND n.store = u.store
        AND n.notification_id = u.notification_id
      WHERE n.id IS NULL`,
  },
  {
    id: 'G18',
    severity: 'P1',
    title: 'the history of a payment has every step, each from where the last one led to',
    sql: `
      SELECT p.id AS payment_id, p.player_id, p.status, p.steps
      FROM payment p LEFT JOIN payment_step s ON s.payment_id = p.id
      GROUP BY p.id, p.player_id, p.status, p.steps
      HAVING COUNT(s.number) <> p.steps OR COALESCE(MAX(s.number), 0) <> p.steps
        OR SUM(CASE WHEN s.number = p.steps AND s.to_status <> p.status THEN 1 ELSE 0 END) > 0
      UNION ALL
      SELECT s.payment_id, s.player_id, s.from_status, s.number FROM payment_step s
      LEFT JOIN payment p ON p.id = s.payment_id
      LEFT JOIN payment_step b ON b.payment_id = s.payment_id AND b.number = s.number - 1
      WHERE p.id IS NULL
        OR (b.number IS NOT NULL AND COALESCE(s.from_status, '') <> b.to_status)`,
  },
];
