import { decodeJwt } from 'jose';
import { VirtualClock } from './clock.js';
import { ReceiverInTest } from './receiver-in-test.js';
import { SignedDates } from './signed-dates.js';
import { type SimulatorInTest, startSimulatorInTest } from './simulator-in-test.js';

const SIGNATURES = 2_000;
const together = 150;

describe('The dates of what the App Store signs', () => {
  let simulator: SimulatorInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
  });
  afterAll(() => simulator.close());

  const dateOf = (signed: string) => Number(decodeJwt(signed).signedDate);
  const buy = async () =>
    (await simulator.control.buy({ store: 'apple', productId: 'gems', notify: false })).id;
  const proofOf = async (id: string) => (await simulator.control.purchase(id)).proof!;

  it('are never the same, however many are signed at once', async () => {
    const id = await buy();
    const proofs = await Promise.all(Array.from({ length: together }, () => proofOf(id)));
    expect(new Set(proofs.map(dateOf)).size).toBe(together);
    expect(dateOf(await proofOf(id))).toBeGreaterThan(Math.max(...proofs.map(dateOf)));
  });

  it('rise although the clock is moved back, and after a restart as well', async () => {
    const id = await buy();
    await simulator.control.setClock('2031-01-01T00:00:00Z');
    const future = dateOf(await proofOf(id));
    expect(future).toBeGreaterThanOrEqual(Date.parse('2031-01-01'));
    await simulator.control.setClock('2030-01-01T00:00:00Z');
    const refunded = await simulator.control.refund(id, { percentage: 10 });
    expect(dateOf(refunded.proof!)).toBeGreaterThan(future);
    simulator = await simulator.restart();
    expect(dateOf(await proofOf(id))).toBeGreaterThan(dateOf(refunded.proof!));
  });

  it('tell of two refunds which came later, inside and outside', async () => {
    const receiver = await new ReceiverInTest().open();
    await simulator.control.tellAt(receiver.urls);
    const id = await buy();
    for (const percentage of [10, 20, 30]) await simulator.control.refund(id, { percentage });
    await simulator.control.deliver();
    const dates = receiver.received.flatMap(({ body }) => {
      const told = decodeJwt<{ data: { signedTransactionInfo: string } }>(body.signedPayload);
      return [dateOf(told.data.signedTransactionInfo), Number(told.signedDate)];
    });
    expect(dates).toEqual([...new Set(dates)].sort((one, other) => one - other));
    expect(dates).toHaveLength(6);
    await receiver.close();
  });
});

describe('The dates of what is signed', () => {
  it('rise by a millisecond in a burst, also where they are kept for a restart', () => {
    const kept: number[] = [];
    const clock = new VirtualClock();
    // As the world does it: what is written is at once applied as it would be after a restart.
    const dates: SignedDates = new SignedDates(clock, (until) => {
      kept.push(until);
      dates.after(until);
    });
    const first = dates.next();
    let last = first;
    for (let count = 1; count < SIGNATURES; count++) {
      const next = dates.next();
      expect(next).toBeGreaterThan(last);
      last = next;
    }
    expect(last - first).toBeLessThan(2 * SIGNATURES);
    expect(kept.length).toBeLessThanOrEqual(SIGNATURES / 1_000 + 1);
    expect(kept.at(-1)).toBeGreaterThan(last);
  });

  it('go on behind everything that was signed before a restart', () => {
    const dates = new SignedDates(new VirtualClock(), () => undefined);
    const ahead = Date.now() + 60_000;
    dates.after(ahead);
    expect(dates.next()).toBe(ahead + 1);
  });
});
