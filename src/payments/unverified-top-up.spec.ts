import { BOUGHT, CREDITED, KNOWN, TERMS } from '../../test/payments/one-purchase.js';
import {
  booksOf,
  decided,
  FakeDesk,
  idNumbered,
  NOW,
  OTHER,
  PLAYER,
  refusal,
  rowsOf,
  SCOPE,
  walletOf,
} from '../../test/support/desk.js';
import { EVENTS } from '../events/event.js';
import { WALLETS } from '../till/wallet-book.js';
import { nextCheck, PAYMENTS, type Payment, paymentKey } from './payment.js';
import { settleOperation } from './settle.js';
import { refusedOperation, unverifiedOperation } from './unverified-top-up.js';

function deskWith(known?: Partial<Payment>): FakeDesk {
  return new FakeDesk([
    [WALLETS, PLAYER, walletOf([])],
    ...(known ? [[PAYMENTS, paymentKey(KNOWN), { ...KNOWN, ...known }] as const] : []),
  ]);
}

describe('a payment that its store cannot be asked about', () => {
  function remembered(known?: Partial<Payment>) {
    const desk = deskWith(known);
    const request = { ...SCOPE, playerId: PLAYER, store: 'google' as const, claim: null };
    const operation = unverifiedOperation({
      ...request,
      storeTransactionId: 'token-1',
      catalog: null,
    });
    return { desk, operation };
  }

  it('is written down without a gem and asked for later', () => {
    const { desk, operation } = remembered();
    const decision = decided(desk, operation);
    expect(booksOf(decision)).toEqual(['payments', 'payment steps']);
    const checks = { checkAttempts: 1, checkAt: nextCheck(NOW, 1) };
    expect(rowsOf(decision, PAYMENTS)).toMatchObject([
      { status: 'verifying', grants: {}, ...checks },
    ]);
    expect(decision).toMatchObject({ outcome: 'undecided', status: 202, body: { finish: false } });
  });

  it('is credited under the same id once the store answers', () => {
    const { desk, operation } = remembered();
    const [waiting] = rowsOf(decided(desk, operation), PAYMENTS);
    const [payment] = rowsOf(
      decided(desk, settleOperation({ ...TERMS, purchases: [BOUGHT] })),
      PAYMENTS,
    );
    expect([payment?.id, payment?.status]).toEqual([waiting?.id, 'credited']);
  });

  it('keeps what is known and only counts the attempt', () => {
    const { desk, operation } = remembered({ status: 'pending', playerId: OTHER });
    const decision = decided(desk, operation);
    expect(rowsOf(decision, PAYMENTS)).toMatchObject([
      { status: 'pending', playerId: OTHER, checkAttempts: 3 },
    ]);
    expect(decision).toMatchObject({ body: { status: 'pending' } });
  });

  it('is answered when it was credited, and refused to anybody else', () => {
    const mine = remembered({ ...CREDITED, claimedAt: NOW - 5 });
    expect(decided(mine.desk, mine.operation)).toMatchObject({ outcome: 'done', changes: [] });
    const theirs = remembered({ ...CREDITED, playerId: OTHER });
    expect(refusal(theirs.desk, theirs.operation).code).toBe('receipt_already_used');
  });

  it.each([
    ['verifying', 1],
    ['pending', 1],
    ['credited', 0],
    ['rejected', 0],
  ] as const)('that is %s is closed by a final refusal in %i rows', (status, rows) => {
    const waits = status === 'verifying' || status === 'pending';
    const desk = deskWith({ status, checkAt: waits ? NOW - 1 : null });
    const decision = decided(desk, refusedOperation(KNOWN, 'receipt_invalid'));
    expect(rowsOf(decision, PAYMENTS)).toHaveLength(rows);
    if (rows) expect(rowsOf(decision, PAYMENTS)[0]).toMatchObject({ reason: 'receipt_invalid' });
    const told = rowsOf(decision, EVENTS).map(({ type }) => type);
    expect(told).toEqual(rows ? ['payment.rejected'] : []);
  });

  it('that a store had credited before is told as credited to the first who claims it', () => {
    const { desk, operation } = remembered({ ...CREDITED });
    const first = decided(desk, operation);
    expect(first).toMatchObject({ outcome: 'done', body: { status: 'credited' } });
    expect(rowsOf(first, PAYMENTS)).toMatchObject([{ claimedAt: NOW }]);
    const second = decided(desk, operation);
    expect(second).toMatchObject({ body: { status: 'already_credited' }, changes: [] });
  });

  it('that was refused for good is refused at once, and may be claimed again', () => {
    const { desk, operation } = remembered({ status: 'rejected', reason: 'purchase_cancelled' });
    const decision = decided(desk, operation);
    expect(decision).toMatchObject({
      outcome: 'refused',
      problem: { code: 'purchase_cancelled' },
      final: false,
      changes: [],
    });
  });

  it('that another title has heard of is not promised to anybody', () => {
    const titleId = idNumbered('title', 2);
    const { desk, operation } = remembered({ titleId, status: 'unassigned', playerId: null });
    expect(decided(desk, operation)).toMatchObject({
      outcome: 'refused',
      problem: { code: 'store_unavailable' },
      final: false,
      changes: [],
    });
  });

  it('that was rejected before is not told as rejected again', () => {
    const desk = deskWith({ status: 'rejected', reason: 'product_unknown', checkAt: NOW });
    const decision = decided(desk, refusedOperation(KNOWN, 'receipt_invalid'));
    expect(rowsOf(decision, EVENTS)).toEqual([]);
  });

  it('is asked for after 5, 10, 20 seconds … and at least every hour', () => {
    const seconds = [0, 1, 2, 9, 10, 50, 5_000].map((n) => (nextCheck(NOW, n) - NOW) / 1000);
    expect(seconds).toEqual([5, 10, 20, 2_560, 3_600, 3_600, 3_600]);
  });
});
