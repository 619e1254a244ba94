import type { Clock } from '../../kernel/clock.js';
import { type Deadline, storeDeadline } from '../calls/deadline.js';
import { withNewerKeys } from '../credentials-refused.js';
import type { GoogleAccount, StoreAccounts } from '../store-accounts.js';
import { type Purchase, type StoreScope, StoreUnavailable } from '../store-gateway.js';
import { firstDone, firstThatKnows, type Reading } from '../verification.js';
import type { GoogleClient, GooglePlace } from './google-client.gateway.js';
import { itemsOf, orderIdOf, productIdOf } from './google-fields.js';
import { refundOfOrder, tokenOfOrder } from './google-order.js';
import { kindOf, readGoogleProduct } from './google-product.js';
import {
  type AskedPurchase,
  type GooglePurchaseKind,
  isGivenBack,
  isTest,
  readGooglePurchase,
  stateOf,
} from './google-purchase.js';
import { finalRefusal, isUnknownOrder, unexpectedOfGoogle } from './google-refusal.js';
import type { GoogleReply } from './google-reply.js';
import { GoogleValidator } from './google-validator.gateway.js';

/** Which purchase is asked about. */
export interface GoogleQuestion {
  readonly token: string;
  /** null: each of the title's apps is asked. */
  readonly app: string | null;
  /** For the verifier that must be asked by product; null: nobody named one. */
  readonly productId: string | null;
}

type Asked = Omit<AskedPurchase, 'kind' | 'refund'>;
type AskedByProduct = Asked & { readonly productId: string };

/** Asks Google what is true of a purchase. */
export class GoogleLookup {
  readonly #validator: GoogleValidator;

  constructor(
    private readonly accounts: StoreAccounts,
    private readonly client: GoogleClient,
    private readonly clock: Clock,
  ) {
    this.#validator = new GoogleValidator(client);
  }

  /** Throws `StoreUnavailable`. */
  purchase(scope: StoreScope, question: GoogleQuestion): Promise<Reading> {
    const deadline = storeDeadline();
    return withNewerKeys(this.accounts, async () => {
      const reading = await this.#once(scope, question, deadline);
      // An app that was added to the simulated title a moment ago is not in what was kept of it.
      const strange = 'code' in reading && reading.code === 'receipt_wrong_app';
      return strange && this.accounts.forget() ? this.#once(scope, question, deadline) : reading;
    });
  }

  /** The token of the purchase that an order belongs to; null when Google knows none. */
  tokenOf(
    scope: StoreScope,
    { orderId, app }: { orderId: string; app: string | null },
  ): Promise<string | null> {
    const deadline = storeDeadline();
    return withNewerKeys(this.accounts, async () => {
      const account = await this.accounts.google(scope.titleId);
      if (account === null) return null;
      return firstDone(placesOf(account, app, deadline), async (place) => {
        const reply = await this.client.order(place, orderId);
        const token = tokenOfOrder(reply);
        if (token === null && !isUnknownOrder(reply)) throw unexpectedOfGoogle(reply);
        return token;
      });
    });
  }

  async #once(
    scope: StoreScope,
    { token, app, productId }: GoogleQuestion,
    deadline: Deadline,
  ): Promise<Reading> {
    const account = await this.accounts.google(scope.titleId);
    if (account === null) return { code: 'store_not_configured' };
    // Without a product the older call cannot be made; then the newer one is, rather than nothing.
    const byProduct = account.verifier === 'products' && productIdOf(productId) !== null;
    return firstThatKnows(placesOf(account, app, deadline), (place) => {
      const { environment } = scope;
      const { packageName } = place;
      const asked = { token, packageName, environment, asOf: this.clock.now() };
      return byProduct
        ? this.#askByProduct(place, { ...asked, productId: String(productId) })
        : this.#ask(place, asked);
    });
  }

  async #ask(place: GooglePlace, asked: Asked): Promise<Reading> {
    const reply = await this.client.purchase(place, asked.token);
    return this.#read(place, reply, { ...asked, kind: await this.#kindOf(place, asked, reply) });
  }

  /**
   * By product, the package says whether there is such a purchase. What else was bought with it is
   * told by its token alone; and who finishes one product acknowledges all of them, so that nothing
   * is read, and so nothing finished, before all of them are known.
   */
  async #askByProduct(place: GooglePlace, asked: AskedByProduct): Promise<Reading> {
    const reply = await this.#validator.product(place, asked);
    if (finalRefusal(reply) === 'receipt_wrong_app') return this.#whyNot(place, asked, reply);
    const said = readGoogleProduct(reply, asked);
    if ('code' in said) return said;
    const whole = await this.client.purchase(place, asked.token);
    if (finalRefusal(whole) !== null) throw unexpectedOfGoogle(whole);
    const reading = await this.#read(place, whole, { ...asked, kind: said.kind });
    if ('purchase' in reading && !isOf(reading.purchase, asked)) throw unexpectedOfGoogle(whole);
    return reading;
  }

  /** Google says the same of another app's purchase and of one of this app, of another product. */
  async #whyNot(place: GooglePlace, asked: AskedByProduct, reply: GoogleReply): Promise<Reading> {
    const reading = await this.#ask(place, asked);
    if ('code' in reading) return reading;
    if (isOf(reading.purchase, asked)) throw unexpectedOfGoogle(reply);
    return { code: 'product_mismatch' };
  }

  async #read(
    place: GooglePlace,
    reply: GoogleReply,
    asked: Omit<AskedPurchase, 'refund'>,
  ): Promise<Reading> {
    const givenBack = reply.body !== null && isGivenBack(reply.body);
    const refund = givenBack ? await this.#refundOf(place, reply) : null;
    return readGooglePurchase(reply, { ...asked, refund });
  }

  /**
   * What was paid for has an order. What has none was given away, which only the older call tells;
   * when it cannot be asked, nothing is decided: what a promotion gave must not become paid gems.
   */
  async #kindOf(
    place: GooglePlace,
    { token }: Asked,
    reply: GoogleReply,
  ): Promise<GooglePurchaseKind> {
    const { body } = reply;
    if (reply.status !== 200 || body === null) return 'normal';
    if (isTest(body)) return 'test';
    const state = stateOf(body);
    const completed = state === 'purchased' || state === 'revoked';
    const productId = productIdOf(itemsOf(body)[0]?.productId);
    if (!completed || orderIdOf(body.orderId) !== null || productId === null) return 'normal';
    const older = await this.client.product(place, { token, productId });
    const kind = kindOf(older);
    if (kind === null) throw unexpectedOfGoogle(older);
    return kind;
  }

  /**
   * Why and when money was given back. Google tells it with the order, for which the key may lack
   * the permission: what is known of the purchase is true without it.
   */
  async #refundOf(place: GooglePlace, { body }: GoogleReply): Promise<AskedPurchase['refund']> {
    const orderId = orderIdOf(body?.orderId);
    if (orderId === null) return null;
    try {
      return refundOfOrder(await this.client.order(place, orderId));
    } catch (error) {
      if (error instanceof StoreUnavailable) return null;
      throw error;
    }
  }
}

/** The apps to ask: the one that is known, or all of the title. */
export function placesOf(
  account: GoogleAccount,
  app: string | null,
  deadline: Deadline,
): readonly GooglePlace[] {
  const packageNames = app === null ? account.packageNames : [app];
  return packageNames.map((packageName) => ({ account, packageName, deadline }));
}

function isOf({ lines }: Purchase, { productId }: AskedByProduct): boolean {
  return lines.some((line) => line.productId === productId);
}
