import { BOUGHT, CATALOG, KNOWN, NOTHING, TERMS } from '../../test/payments/one-purchase.js';
import {
  decided,
  FakeDesk,
  idNumbered,
  NOW,
  OTHER,
  PLAYER,
  rowsOf,
  walletOf,
} from '../../test/support/desk.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { EVENTS } from '../events/event.js';
import { amount } from '../kernel/amount.js';
import { uuidOf } from '../kernel/id.js';
import { balanceOf } from '../ledger/wallet.js';
import type { Purchase } from '../stores/store-gateway.js';
import type { Decision } from '../till/operation.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';
import { isOlder } from './observed-payment.js';
import { PAYMENTS, paymentKey } from './payment.js';
import { PAYMENT_STEPS } from './payment-step.js';
import { PLAYER_RISKS } from './player-risk.js';
import { agrees } from './reconciliation/difference.js';
import { type SettleRequest, settleOperation } from './settle.js';

const KEY = paymentKey(BOUGHT);
const HALF = { parts: 1, of: 2 };
const WHOLE = { parts: 1, of: 1 };
const lineOf = (refunded: Purchase['lines'][0]['refunded'], quantity = 1) => ({
  ...BOUGHT.lines[0]!,
  quantity,
  refunded,
});
const REFUNDED: Partial<Purchase> = {
  state: 'revoked',
  lines: [lineOf(WHOLE)],
  refundReason: 'customer',
};

/** A desk with one player, and what stores say to it. */
class Told {
  readonly desk = new FakeDesk([
    [WALLETS, PLAYER, walletOf([], { seq: 0, eventNumber: 0 })],
    [WALLETS, OTHER, walletOf([], { playerId: OTHER })],
  ]);
  #said = 0;

  /** Each word is later than the one before, unless it says when. */
  say(purchase: Partial<Purchase>, terms: Partial<SettleRequest> = {}): Decision {
    this.#said += 1;
    const asOf = NOW + 10 * this.#said;
    const purchases = [{ ...BOUGHT, asOf, ...purchase }] as const;
    const source = 'notification' as const;
    const request = { ...TERMS, source, riskKey: `${PLAYER} 0`, ...terms, purchases };
    return decided(this.desk, settleOperation(request));
  }

  get payment() {
    return this.desk.row(PAYMENTS, KEY)!;
  }

  get wallet() {
    return this.desk.row(WALLETS, PLAYER)!;
  }

  /** Paid, owed and the payment's status. */
  get state() {
    const debt = Math.abs(balanceOf(this.wallet, 'GEM', 'debt'));
    return [balanceOf(this.wallet, 'GEM', 'paid'), debt, this.payment.status];
  }
}

describe('what a store gives back', () => {
  it('is taken at once when it is heard of before the credit', () => {
    const told = new Told();
    const decision = told.say({ lines: [lineOf(HALF)], refundReason: 'customer' });
    expect(told.state).toEqual([250, 0, 'partially_refunded']);
    expect(rowsOf(decision, JOURNAL).map(({ kind }) => kind)).toEqual(['topup', 'refund']);
    const types = rowsOf(decision, EVENTS).map(({ type, number }) => [type, number]);
    expect(types).toEqual([
      ['payment.credited', 1],
      ['payment.refunded', 2],
    ]);
    expect(rowsOf(decision, PAYMENT_STEPS)).toMatchObject([
      { number: 1, from: null, to: 'credited', gems: { GEM: 500 }, reason: null },
      { number: 2, from: 'credited', to: 'partially_refunded', gems: { GEM: -250 } },
    ]);
    expect(told.say({ asOf: NOW }).changes).toEqual([]);
    expect(told.state).toEqual([250, 0, 'partially_refunded']);
  });

  it('stays taken where the store does not tell any more how much it had taken back', () => {
    const told = new Told();
    told.say({ lines: [lineOf({ parts: 0, of: 1 }, 2)] });
    told.say({ lines: [lineOf(HALF, 2)], refundReason: 'customer', refundedAt: NOW });
    const taken = told.payment;
    const untold = { ...lineOf({ parts: 0, of: 1 }, 2), shareUntold: true as const };
    for (let time = 0; time < 2; time++) {
      const decision = told.say({ lines: [untold] });
      expect(rowsOf(decision, JOURNAL)).toEqual([]);
      expect(told.payment).toMatchObject({
        status: 'partially_refunded',
        lines: taken.lines,
        taken: taken.taken,
        refundReason: 'customer',
        refundedAt: NOW,
      });
      expect(agrees(told.payment, { ...BOUGHT, asOf: NOW + 90, lines: [untold] })).toBe(true);
    }
    const first = new Told();
    first.say({ lines: [untold] });
    expect(first.payment).toMatchObject({ status: 'credited', taken: [] });
    expect(JSON.stringify(first.payment.lines)).not.toContain('shareUntold');
  });

  it('is never credited when all of it is heard of before the credit, unless it is reversed', () => {
    const told = new Told();
    told.say(REFUNDED);
    expect(told.state).toEqual([0, 0, 'rejected']);
    expect(told.say({ asOf: NOW }).changes).toEqual([]);
    expect(told.payment).toMatchObject({ reason: 'purchase_revoked', grants: {}, taken: [] });
    told.say({});
    expect(told.state).toEqual([500, 0, 'credited']);
  });

  it('goes by what a unit was worth when it was credited, not by the catalog of today', () => {
    const told = new Told();
    told.say({ lines: [lineOf(NOTHING, 2)] });
    const [pack] = CATALOG.model.products.values();
    const dearer = { ...pack!, grants: { GEM: amount(9_000) } };
    const model = { ...CATALOG.model, products: new Map([['pack', dearer]]) };
    const catalog = publishedCatalog(idNumbered('catalog', 2), model);
    told.say({ lines: [lineOf(HALF, 2)] }, { catalog });
    expect(told.state).toEqual([500, 0, 'partially_refunded']);
    told.say({ lines: [lineOf(HALF, 2)], state: 'revoked' }, { catalog: null });
    expect(told.state).toEqual([0, 0, 'refunded']);
  });

  it('goes back to whoever bore it at the credit, whatever the store says of it by now', () => {
    const told = new Told();
    told.say({ paid: false });
    const decision = told.say({ ...REFUNDED, paid: true });
    const entries = rowsOf(decision, JOURNAL)[0]!.entries.map(({ bucket }) => bucket);
    expect(entries).toEqual(['free', 'promotion']);
    expect(told.payment.paid).toBe(false);
  });

  it('moves nothing when it is said again, at the same moment or later', () => {
    const told = new Told();
    told.say({});
    told.say({ ...REFUNDED, asOf: NOW + 500 });
    const before = told.wallet;
    expect(told.say({ ...REFUNDED, asOf: NOW + 500 }).changes).toEqual([]);
    const later = told.say({ ...REFUNDED, asOf: NOW + 501 });
    expect(later.changes.map(({ book }) => book.name)).toEqual(['payments']);
    expect(told.wallet).toBe(before);
    expect(told.payment.observedAt).toBe(NOW + 501);
  });

  it('is taken once when two words of one moment tell of different shares of it', () => {
    const told = new Told();
    const share = (parts: number): Partial<Purchase> => ({
      asOf: NOW + 500,
      lines: [lineOf({ parts, of: 10 })],
      refundReason: 'customer',
    });
    told.say({});
    told.say(share(3));
    for (const parts of [5, 5, 3, 5]) told.say(share(parts));
    expect(told.state).toEqual([250, 0, 'partially_refunded']);
    expect(told.payment.taken.map(({ amount: gems }) => gems)).toEqual([150, 100]);
  });

  it('is recorded without a transaction while it is too little for a gem', () => {
    const told = new Told();
    told.say({});
    const decision = told.say({ lines: [lineOf({ parts: 1, of: 100_000 })] });
    expect(told.state).toEqual([500, 0, 'partially_refunded']);
    expect(rowsOf(decision, JOURNAL)).toEqual([]);
    expect(rowsOf(decision, PAYMENT_STEPS)).toMatchObject([
      { from: 'credited', to: 'partially_refunded', gems: {}, transactionId: null },
    ]);
  });

  it.each<[string, Partial<Purchase>]>([
    ['waits for money that it had told of', { state: 'pending' }],
    ['waits for it and tells of the share', { state: 'pending', lines: [lineOf(HALF)] }],
  ])('stays taken when the store %s', (_, word) => {
    const told = new Told();
    told.say({});
    told.say({ lines: [lineOf(HALF)], refundReason: 'customer' });
    told.say(word);
    expect(told.state).toEqual([250, 0, 'partially_refunded']);
    told.say({ lines: [lineOf(WHOLE)], refundReason: 'customer' });
    expect(told.state).toEqual([0, 0, 'refunded']);
    expect(told.payment.lines[0]!.refunded).toEqual(WHOLE);
  });

  it('tells two events with two numbers when it gives back one currency and takes another', () => {
    const [pack] = CATALOG.model.products.values();
    const gold = { ...pack!, key: 'gold', stores: { apple: null, google: 'gold' } };
    const products = new Map([
      ['pack', pack!],
      ['gold', { ...gold, grants: { GOLD: amount(30) } }],
    ]);
    const model = { ...CATALOG.model, products };
    const terms = { catalog: publishedCatalog(idNumbered('catalog', 3), model) };
    const told = new Told();
    const both = (gems: typeof WHOLE, coins: typeof WHOLE): Partial<Purchase> => ({
      lines: [lineOf(gems), { productId: 'gold', quantity: 1, refunded: coins }],
      refundReason: 'customer',
    });
    told.say(both(WHOLE, NOTHING), terms);
    expect(told.wallet).toMatchObject({ seq: 2, eventNumber: 2 });
    const decision = told.say(both(NOTHING, WHOLE), terms);
    expect(rowsOf(decision, JOURNAL).map(({ kind, seq }) => [kind, seq])).toEqual([
      ['refund_reversal', 3],
      ['refund', 4],
    ]);
    expect(rowsOf(decision, EVENTS).map(({ type, number }) => [type, number])).toEqual([
      ['payment.refund_reversed', 3],
      ['payment.refunded', 4],
    ]);
    expect(told.wallet).toMatchObject({ seq: 4, eventNumber: 4 });
    expect(balanceOf(told.wallet, 'GEM', 'paid')).toBe(500);
    expect(balanceOf(told.wallet, 'GOLD', 'paid')).toBe(0);
  });
});

describe('a payment whose store has spoken last before its owner is known', () => {
  const NOBODY: Partial<SettleRequest> = { playerId: null, riskKey: null };
  const CLAIM: Partial<SettleRequest> = { source: 'client' };

  it('is credited to who claims it with an older proof: only the owner was missing', () => {
    const told = new Told();
    told.say({ asOf: NOW + 100 }, NOBODY);
    const decision = told.say({ asOf: NOW + 1 }, CLAIM);
    expect(told.state).toEqual([500, 0, 'credited']);
    expect(decision).toMatchObject({ outcome: 'done', body: { status: 'credited' } });
    // What the store said last stays what is known.
    expect(told.payment).toMatchObject({ observedAt: NOW + 100, playerId: PLAYER });
  });

  it('is credited with what the store gave back of it meanwhile taken off', () => {
    const told = new Told();
    told.say({ asOf: NOW + 100, lines: [lineOf(HALF)], refundReason: 'customer' }, NOBODY);
    told.say({ asOf: NOW + 1 }, CLAIM);
    expect(told.state).toEqual([250, 0, 'partially_refunded']);
    expect(told.payment).toMatchObject({ refundReason: 'customer', observedAt: NOW + 100 });
  });

  it('is credited by an older proof once the catalog has its product', () => {
    const told = new Told();
    told.say({ asOf: NOW + 100 }, { catalog: null });
    expect(told.payment).toMatchObject({ status: 'rejected', reason: 'product_unknown' });
    told.say({ asOf: NOW + 1 }, CLAIM);
    expect(told.state).toEqual([500, 0, 'credited']);
  });

  it.each<[string, Partial<Purchase>, string]>([
    ['given back', REFUNDED, 'purchase_revoked'],
    ['cancelled', { state: 'cancelled' }, 'purchase_cancelled'],
    ['consumed by somebody else', { consumed: true }, 'purchase_consumed_elsewhere'],
  ])('stays rejected when it was %s, whatever an older proof says', (_, word, code) => {
    const told = new Told();
    told.say({ ...word, asOf: NOW + 100 }, NOBODY);
    expect(told.say({ asOf: NOW + 1 }, CLAIM)).toMatchObject({ problem: { code }, changes: [] });
    expect(told.state).toEqual([0, 0, 'rejected']);
  });

  it('stays without an owner when an older word names none either', () => {
    const told = new Told();
    told.say({ asOf: NOW + 100 }, NOBODY);
    expect(told.say({ asOf: NOW + 1 }, NOBODY).changes).toEqual([]);
    expect(told.payment).toMatchObject({ status: 'unassigned', playerId: null });
  });
});

describe('a player to whom money is given back', () => {
  const other = (n: number): Partial<Purchase> => ({ storeTransactionId: `token-${n}` });
  const risk = (told: Told) => told.desk.row(PLAYER_RISKS, `${PLAYER} 0`);
  const flags = (decision: Decision) =>
    rowsOf(decision, EVENTS).filter(({ type }) => type === 'risk.flagged');

  it('is flagged once, with the refund that is one too many', () => {
    const told = new Told();
    const seen = [1, 2, 3, 4, 5].map((n) => {
      told.say(other(n));
      return flags(told.say({ ...REFUNDED, ...other(n) })).length;
    });
    expect(seen).toEqual([0, 0, 1, 0, 0]);
    expect(risk(told)).toMatchObject({ recentRefunds: 5, flaggedAt: NOW, liftedAt: null });
    expect(told.wallet.eventNumber).toBe(11);
  });

  it('is flagged again by the next refund after somebody lifted the flag', () => {
    const told = new Told();
    const refund = (n: number) => {
      told.say(other(n));
      return flags(told.say({ ...REFUNDED, ...other(n) }, { flagAfter: 1 })).length;
    };
    expect([refund(1), refund(2)]).toEqual([1, 0]);
    const lifted = { ...risk(told)!, liftedAt: NOW };
    told.desk.take([{ book: PLAYER_RISKS, key: `${PLAYER} 0`, row: lifted }]);
    expect(refund(3)).toBe(1);
  });

  it('is not blamed for what we did not acknowledge, nor for a reversal', () => {
    const told = new Told();
    told.say({});
    told.say({ ...REFUNDED, refundReason: 'unacknowledged' }, { flagAfter: 1 });
    expect(told.state).toEqual([0, 0, 'refunded']);
    expect(risk(told)).toBeUndefined();
    told.say({}, { flagAfter: 1 });
    expect(told.state).toEqual([500, 0, 'refund_reversed']);
    expect(risk(told)).toBeUndefined();
  });

  it('is counted for each part of a refund, and for a chargeback', () => {
    const told = new Told();
    told.say({});
    told.say({ lines: [lineOf(HALF)], refundReason: 'customer' });
    told.say({ ...REFUNDED, refundReason: 'chargeback' });
    expect(risk(told)).toMatchObject({ recentRefunds: 2, flaggedAt: null });
  });
});

describe('a word of a store', () => {
  const known = (observedAt: number | null, parts = 0) => ({
    ...KNOWN,
    observedAt,
    lines: [{ ...lineOf({ parts, of: 10 }), unitGems: null }],
  });
  const word = (asOf: number, parts = 0) => ({
    ...BOUGHT,
    asOf,
    lines: [lineOf({ parts, of: 10 })],
  });

  it.each([
    ['nothing is known', word(1), undefined, false],
    ['the store said nothing yet', word(1), known(null), false],
    ['it was said before', word(1), known(2), true],
    ['it was said before, and tells of a refund', word(1, 10), known(2), true],
    ['it was said later', word(3), known(2), false],
    ['it was said later, and tells of less', word(3), known(2, 5), false],
    ['it is the same word', word(2, 5), known(2, 5), false],
    ['it was said at the same moment and tells of more', word(2, 6), known(2, 5), false],
    ['it was said at the same moment and tells of less', word(2, 4), known(2, 5), true],
  ])('is older or not when %s', (_, purchase, payment, older) => {
    expect(isOlder(purchase, payment)).toBe(older);
  });

  it('of nobody but its owner reaches the wallet of its owner', () => {
    const told = new Told();
    told.say({}, { playerId: PLAYER });
    const wrong = () => told.say(REFUNDED, { playerId: OTHER });
    expect(wrong).toThrow('the settlement lacks the owner');
    const nobody = () => told.say({ accountToken: uuidOf(OTHER) }, { playerId: null });
    expect(nobody).toThrow('the settlement lacks the owner');
    expect(told.state).toEqual([500, 0, 'credited']);
  });
});
