import { array, assert, constantFrom, property } from 'fast-check';
import { BOUGHT, NOTHING } from '../../test/payments/one-purchase.js';
import { seedFromEnvironment } from '../../test/support/random.js';
import type { Purchase, Share } from '../stores/store-gateway.js';
import {
  isCredited,
  nextStatus,
  PAYMENT_STATUSES,
  type PaymentStatus,
  type Seen,
  seenOf,
} from './payment-status.js';

const SEED = seedFromEnvironment();

/**
 * Every status by everything that can be seen, written from what a payment's life is to be and not
 * from the code: `-` means that nothing changes.
 */
const MATRIX = `
             unpaid  cancelled paid     partly  wholly   ownerless  unfit    denied   unreachable
  new        pending rejected  credited partial rejected unassigned rejected rejected verifying
  verifying  pending rejected  credited partial rejected unassigned rejected rejected -
  pending    -       rejected  credited partial rejected unassigned rejected rejected -
  unassigned -       rejected  credited partial rejected -          rejected rejected -
  rejected   pending -         credited partial -        unassigned -        -        -
  credited   -       refunded  -        partial refunded -          -        -        -
  partial    -       refunded  reversed -       refunded -          -        -        -
  refunded   -       -         reversed partial -        -          -        -        -
  reversed   -       refunded  -        partial refunded -          -        -        -`;

const LONG: Readonly<Record<string, string>> = {
  partial: 'partially_refunded',
  reversed: 'refund_reversed',
  partly: 'partly_refunded',
  wholly: 'wholly_refunded',
};
const longOf = (word: string) => LONG[word] ?? word;

type From = PaymentStatus | 'new';
const [head, ...lines] = MATRIX.trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/).map(longOf));
const SIGHTS = head as Seen[];
const CASES = lines.flatMap(([from, ...ends]) =>
  ends.map((end, at) => [from as From, SIGHTS[at]!, (end === '-' ? from : end) as From] as const),
);
const STATUSES = lines.map((line) => line[0] as From);
const CREDITED: readonly string[] = [
  'credited',
  'partially_refunded',
  'refunded',
  'refund_reversed',
];

const anySights = array(constantFrom(...SIGHTS), { maxLength: 30 });
const anyStatus = constantFrom(...STATUSES);
const reached = (from: From, sights: readonly Seen[]) => sights.reduce(nextStatus, from);

describe(`the status of a payment (SEED=${SEED})`, () => {
  it('is expected for every status and everything that can be seen', () => {
    expect([...STATUSES].sort()).toEqual([...PAYMENT_STATUSES, 'new'].sort());
    expect(CASES).toHaveLength(9 * 9);
    expect(new Set(CASES.map(([from, seen]) => `${from} ${seen}`)).size).toBe(81);
  });

  it.each(CASES)('that is %s and is seen %s becomes %s', (from, seen, end) => {
    expect(nextStatus(from, seen)).toBe(end);
  });

  it.each([
    ['new', false],
    ['verifying', false],
    ['pending', false],
    ['unassigned', false],
    ['rejected', false],
    ['credited', true],
    ['partially_refunded', true],
    ['refunded', true],
    ['refund_reversed', true],
  ] as const)('%s counts as credited: %s', (status, credited) => {
    expect(isCredited(status)).toBe(credited);
  });

  it('never leaves the table, whatever is seen in whatever order', () => {
    const met = new Set<string>();
    assert(
      property(anyStatus, anySights, (from, sights) => {
        let status = from;
        for (const seen of sights) {
          const next = nextStatus(status, seen);
          met.add(`${status} ${seen}`);
          expect([...PAYMENT_STATUSES, 'new']).toContain(next);
          // Once it is known it never becomes unknown again, nor waits to be verified.
          if (status !== 'new') expect(next).not.toBe('new');
          if (status !== 'new' && status !== 'verifying') expect(next).not.toBe('verifying');
          status = next;
        }
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(met.size).toBe(81);
  });

  it('is never rejected once it was credited: only money that is given back takes gems back', () => {
    let credited = 0;
    assert(
      property(anyStatus, anySights, anySights, (from, before, later) => {
        const status = reached(from, before);
        if (!CREDITED.includes(status)) return;
        credited += 1;
        expect(CREDITED).toContain(reached(status, later));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(credited).toBeGreaterThan(300);
  });

  it('stays when the same is seen again', () => {
    assert(
      property(anyStatus, anySights, constantFrom(...SIGHTS), (from, sights, seen) => {
        const once = reached(from, [...sights, seen]);
        expect(nextStatus(once, seen)).toBe(once);
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('does not notice what means nothing for it: the same follows as without', () => {
    let nothings = 0;
    assert(
      property(anyStatus, anySights, anySights, constantFrom(...SIGHTS), (from, a, b, seen) => {
        const status = reached(from, a);
        if (nextStatus(status, seen) !== status) return;
        nothings += 1;
        expect(reached(status, [seen, ...b])).toBe(reached(status, b));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(nothings).toBeGreaterThan(300);
  });

  it('follows the last word about money once it was credited', () => {
    const words = ['paid', 'partly_refunded', 'wholly_refunded', 'cancelled'] as const;
    const ends = { partly_refunded: 'partially_refunded', wholly_refunded: 'refunded' };
    assert(
      property(array(constantFrom(...words), { minLength: 1 }), (seen) => {
        const last = seen.at(-1)!;
        const touched = seen.some((word) => word !== 'paid');
        const kept = touched ? 'refund_reversed' : 'credited';
        const end = { ...ends, cancelled: 'refunded', paid: kept }[last];
        expect(reached('credited', seen)).toBe(end);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('what is seen of a purchase', () => {
  const WHOLE: Share = { parts: 100_000, of: 100_000 };
  const TWO_UNITS: Share = { parts: 2, of: 2 };
  const TWO_OF_THREE: Share = { parts: 2, of: 3 };
  const SLIVER: Share = { parts: 1, of: 100_000 };
  const ALL_BUT_A_SLIVER: Share = { parts: 99_999, of: 100_000 };
  it.each<[Purchase['state'], readonly Share[], Seen]>([
    ['pending', [NOTHING], 'unpaid'],
    ['pending', [WHOLE], 'unpaid'],
    ['cancelled', [NOTHING], 'cancelled'],
    ['cancelled', [WHOLE], 'cancelled'],
    ['revoked', [WHOLE], 'wholly_refunded'],
    ['revoked', [NOTHING], 'wholly_refunded'],
    ['purchased', [NOTHING], 'paid'],
    ['purchased', [NOTHING, NOTHING], 'paid'],
    ['purchased', [WHOLE], 'wholly_refunded'],
    ['purchased', [TWO_UNITS], 'wholly_refunded'],
    ['purchased', [TWO_UNITS, WHOLE], 'wholly_refunded'],
    ['purchased', [TWO_OF_THREE], 'partly_refunded'],
    ['purchased', [SLIVER], 'partly_refunded'],
    ['purchased', [ALL_BUT_A_SLIVER], 'partly_refunded'],
    ['purchased', [NOTHING, WHOLE], 'partly_refunded'],
    ['purchased', [WHOLE, ALL_BUT_A_SLIVER], 'partly_refunded'],
  ])('%s with %j given back is %s', (state, shares, seen) => {
    const lines = shares.map((refunded) => ({ ...BOUGHT.lines[0]!, refunded }));
    expect(seenOf({ ...BOUGHT, state, lines })).toBe(seen);
  });
});
