import type { Randomness } from '../randomness.js';
import type { Environment } from './purchase.js';

const smallLetters = 'abcdefghijklmnopqrstuvwxyz';
/** No letter that looks like a digit, as on a bill. */
const orderLetters = 'BCDFGHJKLMNPQRSTVWXYZ0123456789';

/** The names that the stores give to a purchase; each is a function of its number. */
export class StoreIds {
  constructor(
    private readonly randomness: Randomness,
    private readonly number: number,
  ) {}

  /** Digits only, as Apple's; sandbox ids start with 2000 there as well. */
  transactionId(environment: Environment): string {
    return `${environment === 'sandbox' ? '2000' : '4700'}${this.digits('transaction', 12)}`;
  }

  /** Long and opaque, as Google's, and safe in a path. */
  purchaseToken(): string {
    const purpose = `purchase token ${this.number}`;
    const letters = this.randomness.letters(purpose, 24, smallLetters);
    const rest = this.randomness.bytes(`${purpose} rest`, 84).toString('base64url');
    return `${letters}.AO-J1O${rest}`;
  }

  googleOrderId(): string {
    const all = this.digits('order', 17);
    return `GPA.${all.slice(0, 4)}-${all.slice(4, 8)}-${all.slice(8, 12)}-${all.slice(12)}`;
  }

  /** What a customer reads on Apple's bill. */
  appleOrderId(): string {
    return `M${this.randomness.letters(`apple order ${this.number}`, 9, orderLetters)}`;
  }

  /** One for each player of an app; a purchase that names no player has its own. */
  appTransactionId(bundleId: string, environment: Environment, accountToken: string | null) {
    const customer = accountToken ?? `purchase ${this.number}`;
    return `70${this.randomness.digits(`app ${bundleId} ${environment} ${customer}`, 16)}`;
  }

  private digits(purpose: string, count: number): string {
    return this.randomness.digits(`${purpose} ${this.number}`, count);
  }
}
