import type { PurchaseSource, SourceContext, StoreTransaction } from '../../sdk/src/source.js';
import type { Device } from './device.js';
import type { Process } from './process.js';
import type { StoreAccounts, StorePayment } from './store-accounts.js';
import type { Watch } from './watch.js';

export interface StorePlugin extends PurchaseSource {
  /** The store reports a payment by itself: one that was approved at last, or a repeat. */
  report(payment: StorePayment): void;
}

interface Place {
  readonly device: Device;
  readonly process: Process;
  readonly stores: StoreAccounts;
  readonly watch: Watch;
  readonly settled: (payment: string) => boolean;
  /** How often the plug-in misbehaves. */
  readonly moods: number;
}

/** The purchase plug-in of one process, with the moods of real ones. */
export function storePlugin({
  device,
  process,
  stores,
  watch,
  settled,
  moods,
}: Place): StorePlugin {
  const { random } = process;
  const happens = (share: number) => random() < share * moods;
  const moment = () => process.door(random() * 2_000);
  let context: SourceContext | undefined;
  const tell = async (transaction: StoreTransaction) => {
    await context?.onTransaction(transaction);
    if (happens(0.1)) await context?.onTransaction(transaction);
  };
  const report = (payment: StorePayment) => {
    if (!process.dead) void tell(stores.transaction(payment)).catch(() => {});
  };
  return {
    store: 'apple',
    report,
    async init(given) {
      await moment();
      if (happens(0.03)) throw new Error('the store is not there');
      context = given;
    },
    products: async () => [],
    async purchase(productId) {
      await moment();
      const { accountToken } = context as SourceContext;
      if (happens(0.1)) return { status: 'cancelled' };
      if (happens(0.03)) return { status: 'store_error', code: '7', message: 'busy' };
      const waits = happens(0.06);
      const payment = stores.pay(device.name, productId, accountToken, waits);
      if (waits) return process.bring({ status: 'deferred' });
      watch.paid(productId);
      await process.door();
      if (happens(0.05)) throw new Error('the plug-in fell over after the payment');
      // Some tell before they return, some after, and some only at the next start.
      const how = random();
      if (how < 0.7) await tell(stores.transaction(payment));
      else if (how < 0.9) void process.sleep(random() * 3_000).then(() => report(payment));
      return process.bring({ status: 'purchased' });
    },
    async pending() {
      await moment();
      if (happens(0.04)) throw new Error('the store does not answer');
      return stores.open(device.name).map((payment) => stores.transaction(payment));
    },
    async finish({ transactionId }) {
      await process.door();
      if (happens(0.05)) throw new Error('cannot be finished now');
      watch.finished(transactionId, settled(transactionId));
      const payment = stores.payments.get(transactionId);
      if (payment) payment.finished = true;
      await process.door();
    },
  };
}
