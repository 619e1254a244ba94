import type { StoreTransaction } from '../../sdk/src/source.js';

export interface StorePayment {
  readonly id: string;
  readonly accountToken: string;
  readonly productId: string;
  readonly device: string;
  finished: boolean;
  refunded: boolean;
  /** Somebody must still approve it: no money was taken yet. */
  waits: boolean;
}

/** The store: who paid for what on which device, kept whatever becomes of the devices. */
export class StoreAccounts {
  readonly payments = new Map<string, StorePayment>();

  pay(device: string, productId: string, accountToken: string, waits = false): StorePayment {
    const id = `payment-${this.payments.size + 1}`;
    const more = { finished: false, refunded: false, waits };
    const payment: StorePayment = { id, accountToken, productId, device, ...more };
    this.payments.set(id, payment);
    return payment;
  }

  transaction({ id, accountToken, productId }: StorePayment): StoreTransaction {
    const proof = `${id}|${accountToken}|${productId}`;
    return { store: 'apple', transactionId: id, productId, proof };
  }

  /** What was paid on a device and not finished, for whomever. */
  open(device: string): StorePayment[] {
    const mine = [...this.payments.values()].filter((payment) => payment.device === device);
    return mine.filter(({ finished, waits }) => !finished && !waits);
  }

  /** The payment that a proof proves. */
  read(proof: string): StorePayment | undefined {
    const payment = this.payments.get(proof.split('|')[0]!);
    return payment && this.transaction(payment).proof === proof ? payment : undefined;
  }
}
