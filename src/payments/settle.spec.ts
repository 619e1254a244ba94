import {
  BOUGHT,
  CATALOG,
  CREDITED,
  KNOWN,
  NOTHING,
  TERMS,
} from '../../test/payments/one-purchase.js';
import {
  booksOf,
  claimNumbered,
  debtOf,
  decided,
  FakeDesk,
  idNumbered,
  NOW,
  OTHER,
  PLAYER,
  refusal,
  rowsOf,
  walletOf,
} from '../../test/support/desk.js';
import { EVENTS } from '../events/event.js';
import { AMOUNT_MAX_PER_BALANCE, amount } from '../kernel/amount.js';
import { uuidOf } from '../kernel/id.js';
import type { Purchase } from '../stores/store-gateway.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { nextCheck, PAYMENTS, type Payment, paymentKey, STORE_TASKS } from './payment.js';
import { PAYMENT_STEPS } from './payment-step.js';
import { assignOperation, settleOperation } from './settle.js';
import { SettleAgain } from './settlement.js';

const REVOKED = { reason: 'purchase_revoked' };
const MINE = { accountToken: uuidOf(PLAYER) };
const THEIRS = { accountToken: uuidOf(OTHER) };

interface Case {
  readonly purchase?: Partial<Purchase>;
  readonly known?: Partial<Payment>;
  readonly finishes?: boolean;
  readonly owed?: number;
}

function claimed({ purchase, known, finishes = true, owed }: Case) {
  const wallet = walletOf([], owed ? { accounts: [debtOf(owed)] } : {});
  const seen = { ...BOUGHT, ...purchase };
  const desk = new FakeDesk([
    [WALLETS, PLAYER, wallet],
    ...(known ? [[PAYMENTS, paymentKey(KNOWN), { ...KNOWN, ...known }] as const] : []),
  ]);
  const request = { ...TERMS, finishes, purchases: [seen] as const, claim: claimNumbered(1) };
  return { desk, operation: settleOperation(request) };
}

describe('a top-up is refused', () => {
  // [when, code, is the payment recorded as rejected, is a repeat answered with the same]
  it.each<[string, string, Case, boolean, boolean]>([
    [
      'for another player, whoever claimed it',
      'receipt_account_mismatch',
      {
        purchase: { ...THEIRS, state: 'revoked' },
        known: { playerId: OTHER },
      },
      false,
      true,
    ],
    [
      'for a token that is no player',
      'receipt_account_mismatch',
      {
        purchase: { accountToken: 'x' },
      },
      false,
      true,
    ],
    [
      'when another player has been credited',
      'receipt_already_used',
      {
        known: { ...CREDITED, playerId: OTHER },
      },
      false,
      true,
    ],
    [
      'when another player claimed it first',
      'receipt_already_used',
      {
        purchase: { state: 'cancelled' },
        known: { playerId: OTHER },
      },
      false,
      true,
    ],
    [
      'when it was taken back',
      'purchase_revoked',
      {
        purchase: { state: 'revoked', consumed: true },
      },
      true,
      true,
    ],
    [
      'when it was cancelled',
      'purchase_cancelled',
      {
        purchase: { state: 'cancelled', consumed: true },
        known: { status: 'pending' },
      },
      true,
      true,
    ],
    [
      'when somebody else consumed it',
      'purchase_consumed_elsewhere',
      {
        purchase: {
          consumed: true,
          lines: [{ productId: 'none', quantity: 1, refunded: NOTHING }],
        },
      },
      true,
      true,
    ],
    [
      'for a product that the catalog lacks',
      'product_unknown',
      {
        purchase: { lines: [{ productId: 'pack.apple', quantity: 1, refunded: NOTHING }] },
      },
      true,
      false,
    ],
    [
      'for one of two products that the catalog lacks',
      'product_unknown',
      {
        purchase: {
          lines: [...BOUGHT.lines, { productId: 'none', quantity: 1, refunded: NOTHING }],
        },
      },
      true,
      false,
    ],
    [
      'for a sum that no operation may move',
      'product_unknown',
      {
        purchase: {
          lines: [{ productId: 'pack.google', quantity: 3_000_000_000, refunded: NOTHING }],
        },
      },
      true,
      false,
    ],
    [
      'for a sum that no amount can hold',
      'product_unknown',
      {
        purchase: { lines: [{ productId: 'pack.google', quantity: 1e14, refunded: NOTHING }] },
      },
      true,
      false,
    ],
  ])('%s: %s', (_, code, one, recorded, final) => {
    const { desk, operation } = claimed(one);
    expect(refusal(desk, operation).code).toBe(code);
    if (!recorded) {
      expect(() => operation.decide(desk)).toThrow();
      return;
    }
    const decision = decided(desk, operation);
    // Who waited for it is told on every device.
    const told = one.known ? ['wallets', 'events'] : [];
    expect(booksOf(decision)).toEqual(['payment steps', ...told, 'payments']);
    const [row] = rowsOf(decision, PAYMENTS);
    // What a mended catalog could credit is looked at again, also without the player.
    const checkAt = final ? null : expect.any(Number);
    expect(row).toMatchObject({ status: 'rejected', reason: code, checkAt });
    const from = one.known?.status ?? null;
    expect(rowsOf(decision, PAYMENT_STEPS)).toMatchObject([
      { from, to: 'rejected', source: 'client', reason: code, gems: {}, transactionId: null },
    ]);
    expect(decision).toMatchObject({ outcome: 'refused', final });
  });
});

describe('a top-up', () => {
  function credited(one: Case) {
    const { desk, operation } = claimed(one);
    const decision = decided(desk, operation);
    return { desk, decision, body: (decision as { body: Record<string, unknown> }).body };
  }

  it('credits, records, tells and asks to finish in one decision', () => {
    const { decision, body } = credited({ purchase: MINE });
    expect(booksOf(decision).sort()).toEqual([
      'events',
      'journal',
      'payment steps',
      'payments',
      'store tasks',
      'wallets',
    ]);
    const [payment] = rowsOf(decision, PAYMENTS);
    const [wallet] = rowsOf(decision, WALLETS);
    const [transaction] = rowsOf(decision, JOURNAL);
    expect(payment).toMatchObject({ status: 'credited', creditedAt: NOW, accountBound: true });
    expect(payment).toMatchObject({ grants: { GEM: 500 }, catalogVersionId: CATALOG.versionId });
    expect(transaction?.id.slice(-26)).toBe(payment?.id.slice(-26));
    expect([wallet?.seq, wallet?.eventNumber]).toEqual([8, 4]);
    expect(wallet?.lots).toMatchObject([
      { bucket: 'paid', originId: payment?.id, original: 500, price: BOUGHT.price, country: 'DE' },
    ]);
    const task = { paymentId: payment?.id, kind: 'finish', dueAt: NOW };
    expect(rowsOf(decision, STORE_TASKS)).toMatchObject([task]);
    expect(rowsOf(decision, EVENTS)).toMatchObject([{ type: 'payment.credited', data: body }]);
    expect(body).toMatchObject({ status: 'credited', granted: { GEM: 500 }, finish: true });
  });

  it('asks nothing of a store that does not want to be told', () => {
    expect(booksOf(credited({ finishes: false }).decision)).not.toContain('store tasks');
  });

  it('adds up several lines and quantities', () => {
    const lines = [...BOUGHT.lines, { productId: 'pack.google', quantity: 3, refunded: NOTHING }];
    expect(credited({ purchase: { lines } }).body).toMatchObject({ granted: { GEM: 2_000 } });
  });

  it('keeps the whole grant in the books when debt swallows a part of it', () => {
    const { decision, body } = credited({ owed: 120 });
    expect(body).toMatchObject({
      granted: { GEM: 500 },
      wallet: { balances: { GEM: { paid: 380 } } },
    });
    expect(rowsOf(decision, WALLETS)[0]?.lots).toMatchObject([{ original: 500, remaining: 380 }]);
  });

  it.each<[string, Partial<Payment>]>([
    ['waited to be verified', {}],
    ['waited for the money', { status: 'pending' }],
    [
      'was rejected for a catalog that has been mended',
      { status: 'rejected', reason: 'product_unknown' },
    ],
  ])('credits what %s under the id that it had', (_, known) => {
    const [payment] = rowsOf(credited({ known }).decision, PAYMENTS);
    expect(payment).toMatchObject({ id: KNOWN.id, createdAt: KNOWN.createdAt, status: 'credited' });
    expect(payment).toMatchObject({ reason: null, checkAt: null });
  });

  it('goes to the player whom the store names, although another claimed it first', () => {
    const { decision } = credited({ purchase: MINE, known: { playerId: OTHER } });
    expect(rowsOf(decision, PAYMENTS)).toMatchObject([{ playerId: PLAYER, status: 'credited' }]);
  });

  it('never reaches a wallet of another environment or title, whomever the store names', () => {
    const elsewhere = [{ environment: 'production' as const }, { titleId: idNumbered('title', 9) }];
    for (const facts of elsewhere) {
      const desk = new FakeDesk([[WALLETS, PLAYER, walletOf([], facts)]]);
      const purchases = [{ ...BOUGHT, ...MINE }] as const;
      const operation = settleOperation({ ...TERMS, purchases });
      expect(refusal(desk, operation).code).toBe('not_found');
    }
  });

  it('is recorded and can be repeated when the balance has no room: balance_limit_reached', () => {
    const full = { currency: 'GEM', bucket: 'paid' as const, number: 1 };
    const balance = amount(AMOUNT_MAX_PER_BALANCE - 499);
    const wallet = walletOf([], { accounts: [{ ...full, balance }] });
    const desk = new FakeDesk([[WALLETS, PLAYER, wallet]]);
    const decision = decided(desk, settleOperation({ ...TERMS, purchases: [BOUGHT] }));
    expect(decision).toMatchObject({ outcome: 'refused', final: false });
    expect(rowsOf(decision, PAYMENTS)).toMatchObject([
      { status: 'rejected', reason: 'balance_limit_reached' },
    ]);
  });

  it('is answered and changes nothing when it was credited before', () => {
    // The first decision's own rows are what the second one finds.
    const { desk } = credited({});
    for (const asOf of [NOW, NOW + 1]) {
      const again = decided(desk, claimed({ purchase: { consumed: true, asOf } }).operation);
      // When the store said so is kept: what is older than that changes nothing afterwards.
      const row = { status: 'credited', observedAt: asOf };
      expect(rowsOf(again, PAYMENTS)).toMatchObject(asOf === NOW ? [] : [row]);
      expect(again.changes.length).toBe(asOf === NOW ? 0 : 1);
      expect(again).toMatchObject({ outcome: 'done', status: 200 });
      expect(again).toMatchObject({ body: { status: 'already_credited', finish: true } });
    }
  });

  it.each([
    ['an older word', -1],
    ['the same word', 0],
    ['a newer word', 1],
  ])('is told once to the first device that claims what a store told of, by %s', (_, later) => {
    const desk = new FakeDesk([[WALLETS, PLAYER, walletOf([])]]);
    const notified = { ...TERMS, source: 'notification' as const, purchases: [BOUGHT] as const };
    const told = decided(desk, settleOperation(notified));
    expect(rowsOf(told, PAYMENTS)).toMatchObject([{ status: 'credited', claimedAt: null }]);
    const claim = () =>
      decided(desk, claimed({ purchase: { asOf: BOUGHT.asOf + later } }).operation);
    const first = claim();
    expect(booksOf(first)).toEqual(['payments']);
    expect(rowsOf(first, PAYMENTS)).toMatchObject([{ status: 'credited', claimedAt: NOW }]);
    expect(first).toMatchObject({ outcome: 'done', body: { status: 'credited', finish: true } });
    const second = claim();
    expect(second).toMatchObject({ outcome: 'done', body: { status: 'already_credited' } });
    expect(second.changes).toEqual([]);
  });

  it('is not told as new when all of it was given back before a device claimed it', () => {
    const { desk, operation } = claimed({
      known: { ...CREDITED, status: 'refunded', observedAt: NOW + 9 },
    });
    const decision = decided(desk, operation);
    expect(decision).toMatchObject({ body: { status: 'already_credited' } });
    expect(decision.changes).toEqual([]);
  });

  it('asks to be run again with what gives back when a device knows of a refund first', () => {
    const { desk } = credited({});
    const { operation } = claimed({ purchase: { state: 'revoked', asOf: NOW + 1 } });
    expect(() => operation.decide(desk)).toThrow(SettleAgain);
  });

  it('keeps a refund mark when an older word of the store comes after it', () => {
    const { desk } = claimed({ known: { status: 'rejected', observedAt: NOW + 9, ...REVOKED } });
    const { operation } = claimed({ purchase: { asOf: NOW } });
    const decision = decided(desk, operation);
    expect(decision).toMatchObject({ outcome: 'refused', problem: { code: 'purchase_revoked' } });
    expect(decision.changes).toEqual([]);
  });

  it('is held for its owner when nobody is known, and credited to the first who claims it', () => {
    const desk = new FakeDesk([[WALLETS, PLAYER, walletOf([])]]);
    const nobody = { ...TERMS, playerId: null, source: 'notification' as const };
    const held = decided(desk, settleOperation({ ...nobody, purchases: [BOUGHT] }));
    expect(rowsOf(held, PAYMENTS)).toMatchObject([{ status: 'unassigned', playerId: null }]);
    const claim = settleOperation({ ...TERMS, purchases: [BOUGHT], claim: claimNumbered(2) });
    expect(decided(desk, claim)).toMatchObject({ body: { status: 'credited' } });
  });

  it('waits while the store waits for the money, and tells it once', () => {
    const { desk, decision, body } = credited({ purchase: { state: 'pending' } });
    expect(body).toMatchObject({ status: 'pending', granted: {}, finish: false });
    expect(booksOf(decision).sort()).toEqual(['events', 'payment steps', 'payments', 'wallets']);
    expect(rowsOf(decision, WALLETS)).toMatchObject([{ seq: 7, eventNumber: 4 }]);
    const again = decided(desk, claimed({ purchase: { state: 'pending' } }).operation);
    expect(booksOf(again)).toEqual(['payments']);
    expect(rowsOf(again, PAYMENTS)).toMatchObject([
      { checkAttempts: 2, checkAt: nextCheck(NOW, 2), status: 'pending' },
    ]);
  });

  it.each([
    ['cancelled', 'purchase_cancelled'],
    ['revoked', 'purchase_revoked'],
  ] as const)('tells who waits for it that it ended as %s, once', (state, reason) => {
    const { desk } = credited({ purchase: { state: 'pending' } });
    const ended = settleOperation({
      ...TERMS,
      source: 'notification',
      purchases: [{ ...BOUGHT, state, asOf: BOUGHT.asOf + 1 }],
    });
    const decision = decided(desk, ended);
    expect(rowsOf(decision, EVENTS)).toMatchObject([
      { type: 'payment.rejected', number: 5, data: { payment: { status: 'rejected', reason } } },
    ]);
    expect(rowsOf(decision, WALLETS)).toMatchObject([{ seq: 7, eventNumber: 5 }]);
    expect(rowsOf(decided(desk, ended), EVENTS)).toEqual([]);
  });
});

describe('an assignment', () => {
  it('of what is credited tells it as it is, and gives nothing of a refund back', () => {
    const desk = new FakeDesk([[WALLETS, PLAYER, walletOf([], { seq: 0, eventNumber: 0 })]]);
    const terms = { ...TERMS, source: 'notification' as const, riskKey: `${PLAYER} 0` };
    const later = { ...BOUGHT, state: 'cancelled' as const, asOf: NOW + 10 };
    for (const purchase of [BOUGHT, later]) {
      decided(desk, settleOperation({ ...terms, purchases: [purchase] }));
    }
    const known = desk.row(PAYMENTS, paymentKey(BOUGHT))!;
    expect(known.status).toBe('refunded');
    const purchase = { ...BOUGHT, lines: known.lines, asOf: known.observedAt! };
    const named = { playerId: PLAYER, purchase, claim: claimNumbered(1) };
    const view = ({ status }: Payment) => ({ status });
    const decision = decided(desk, assignOperation({ ...terms, ...named, source: 'server', view }));
    expect(decision).toMatchObject({ body: { payment: { status: 'refunded' } }, changes: [] });
  });
});
