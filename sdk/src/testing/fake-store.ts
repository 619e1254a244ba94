import type { PurchaseSource, SourceContext, StoreTransaction } from '../source.js';

/** A store that keeps what was paid until it is finished, also when every client is dead. */
export class FakeStore {
  readonly unfinished = new Map<string, StoreTransaction>();
  readonly finished: string[] = [];
  private number = 0;

  pay(productId: string, accountToken: string): StoreTransaction {
    const transactionId = `t${++this.number}`;
    const proof = `${transactionId}|${accountToken}|${productId}`;
    const transaction = { store: 'apple', transactionId, productId, proof };
    this.unfinished.set(transactionId, transaction);
    return transaction;
  }

  finish(transactionId: string): void {
    if (this.unfinished.delete(transactionId)) this.finished.push(transactionId);
  }

  /** A plug-in on a device; `step` is where the device may die. */
  source(step: (what: string) => Promise<void> = async () => {}): PurchaseSource {
    let context: SourceContext;
    return {
      store: 'apple',
      init: async (given) => {
        context = given;
      },
      products: async () => [],
      purchase: async (productId) => {
        const transaction = this.pay(productId, context.accountToken);
        await step('paid');
        await context.onTransaction(transaction);
        return { status: 'purchased' };
      },
      pending: async () => [...this.unfinished.values()],
      finish: async ({ transactionId }) => {
        await step('finish');
        this.finish(transactionId);
        await step('finished');
      },
    };
  }
}
