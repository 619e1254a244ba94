// The suites that take longest start first, so that none of them runs alone at the end. Jest would
// know them from its last run, but on a new machine there was none.
import sequencer from '@jest/test-sequencer';

const slowest = [
  'test/e2e/kill.spec.ts',
  'test/simulator-page/',
  'test/e2e/killed-before-consume.spec.ts',
  'test/shop/',
  'test/payments/refund-permutations.spec.ts',
  'test/orders/event-shop',
  'test/stores/gateway-',
  // Not beside the other browsers: each of them would take a core.
  'test/game/',
  'test/e2e/',
  'test/worlds/',
  'test/audit/',
];

export default class SlowestFirst extends sequencer {
  async sort(tests) {
    const place = ({ path }) => {
      const found = slowest.findIndex((part) => path.includes(part));
      return found < 0 ? slowest.length : found;
    };
    return (await super.sort(tests)).sort((one, other) => place(one) - place(other));
  }
}
