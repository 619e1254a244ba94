import { Purse } from './purse.js';
import type { StoreAccounts } from './store-accounts.js';

export interface Call {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Token {
  readonly player: string;
  readonly family: number;
}

export const GEMS_OF_A_PAYMENT = 500;
export const PRICES: Readonly<Record<string, number>> = { dragon: 300, potion: 50, sword: 150 };

/** `potion~7` is the potion that the seventh act of a script asks for. */
export const kindOf = (tagged: string): string => tagged.split('~')[0]!;

export function problem(status: number, code: string, more: object = {}): Reply {
  const retryable = status >= 500 || status === 429;
  return { status, body: { code, title: code, status, retryable, ...more } };
}

/**
 * The service with its real rules and no faults of its own: one effect for a key, one credit for a
 * payment, refresh tokens that work once and end their session when they come again.
 */
export class FakeTill {
  readonly purses = new Map<string, Purse>();
  /** Which payment was credited to whom. */
  readonly credited = new Map<string, string>();
  /** Payments that will never be credited, by decision. */
  readonly rejected = new Set<string>();
  readonly orders: { readonly player: string; readonly offer: string; readonly key: string }[] = [];
  readonly used: string[] = [];
  readonly erased = new Set<string>();
  readonly prices: Record<string, number> = { ...PRICES };
  /** While it cannot ask the stores, it takes a payment in and decides later. */
  storesAnswer = true;
  readonly #verifying = new Map<string, string>();
  readonly #guests = new Map<string, string>();
  readonly #access = new Map<string, Token>();
  readonly #refresh = new Map<string, Token>();
  readonly #ended = new Set<number>();
  readonly #expired = new Set<string>();
  readonly #answers = new Map<string, { readonly sent: string; readonly reply: Reply }>();
  readonly #quotes = new Map<string, { offer: string; quantity: number; amount: number }>();
  #issued = 0;

  constructor(private readonly stores: StoreAccounts) {}

  expireAccessTokens(): void {
    for (const token of this.#access.keys()) this.#expired.add(token);
  }

  /** Credited, or by decision never to be. */
  settled(payment: string): boolean {
    return this.credited.has(payment) || this.rejected.has(payment);
  }

  /** What its workers do by themselves: decide what was taken in. */
  decide(): void {
    if (!this.storesAnswer) return;
    for (const [payment, player] of this.#verifying) this.#credit(payment, player);
    this.#verifying.clear();
  }

  refund(payment: string): void {
    const player = this.credited.get(payment);
    if (player) this.purses.get(player)?.takeBack(GEMS_OF_A_PAYMENT);
  }

  /** Whose access token a request carries. */
  playerOf({ headers }: Call): string | undefined {
    return this.#access.get(`${headers.Authorization}`.slice('Bearer '.length))?.player;
  }

  answer(call: Call): Reply {
    const { path, method, headers, body } = call;
    if (path === '/sessions') return this.#signIn(body);
    if (path === '/sessions/refresh') return this.#rotate(`${body.refreshToken}`);
    const text = `${headers.Authorization}`.slice('Bearer '.length);
    const token = this.#access.get(text);
    const player = token?.player ?? '';
    const purse = this.purses.get(player);
    if (!token || !purse) return problem(401, 'token_invalid');
    if (this.#ended.has(token.family)) return problem(401, 'session_revoked');
    if (this.#expired.has(text)) return problem(401, 'token_expired');
    const key = headers['Idempotency-Key'];
    if (key) return this.#once(call, player, key);
    if (method === 'DELETE' && path === '/me') return this.#erase(player);
    if (method === 'DELETE') this.#ended.add(token.family);
    if (method === 'DELETE') return { status: 204 };
    return this.#read(path, body, purse);
  }

  #signIn(body: Call['body']): Reply {
    const guest = body.guest as { deviceId: string; deviceSecret: string } | undefined;
    const name = guest ? `guest ${guest.deviceId}` : `account ${body.identityToken}`;
    let player = this.#guests.get(name);
    if (!player) {
      player = `player-${this.#guests.size}`;
      this.#guests.set(name, player);
      this.purses.set(player, new Purse());
    }
    return this.#session({ player, family: ++this.#issued }, 201);
  }

  #rotate(refreshToken: string): Reply {
    const token = this.#refresh.get(refreshToken);
    if (!token) return problem(401, 'token_invalid');
    const { player, family } = token;
    if (this.#ended.has(family) || !this.purses.has(player)) return problem(401, 'session_revoked');
    if (this.#expired.has(refreshToken)) {
      this.#ended.add(family);
      return problem(401, 'session_revoked');
    }
    this.#expired.add(refreshToken);
    return this.#session(token, 200);
  }

  #session(token: Token, status: number): Reply {
    const number = ++this.#issued;
    const accessToken = `access-${number}`;
    const refreshToken = `refresh-${number}`;
    this.#access.set(accessToken, token);
    this.#refresh.set(refreshToken, token);
    const { player } = token;
    const body = { player: { id: player }, accountToken: `token of ${player}`, accessToken };
    return { status, body: { ...body, refreshToken } };
  }

  #once({ path, headers, body }: Call, player: string, key: string): Reply {
    const scope = `${player} ${key}`;
    const sent = path + JSON.stringify(body);
    const known = this.#answers.get(scope);
    if (known) return known.sent === sent ? known.reply : problem(422, 'idempotency_key_reused');
    const late = headers['Idempotency-Replay-Only'] === 'true';
    const reply = late ? problem(409, 'intent_expired') : this.#act(path, body, player, key);
    this.#answers.set(scope, { sent, reply });
    return reply;
  }

  #act(path: string, body: Call['body'], player: string, key: string): Reply {
    if (path === '/topups') return this.#topUp(`${body.proof}`, player);
    if (path === '/orders') return this.#order(body, player, key);
    const sku = decodeURIComponent(path.split('/')[2]!);
    const quantity = Number(body.quantity);
    const purse = this.purses.get(player)!;
    if (!purse.use(kindOf(sku), quantity)) return problem(409, 'insufficient_items');
    this.used.push(sku);
    const inventory = purse.items();
    return { status: 200, body: { consumed: { sku, quantity }, inventory, seq: purse.seq } };
  }

  #topUp(proof: string, player: string): Reply {
    const payment = this.stores.read(proof);
    if (!payment) return problem(422, 'receipt_invalid', { transaction: 'drop' });
    const { id } = payment;
    if (payment.accountToken !== `token of ${player}`)
      return problem(409, 'receipt_account_mismatch');
    const before = this.credited.has(id);
    if (!before && payment.refunded) {
      this.rejected.add(id);
      return problem(422, 'purchase_revoked', { transaction: 'finish' });
    }
    if (!before && !this.storesAnswer) {
      this.#verifying.set(id, player);
      return { status: 202, body: { payment: { id, status: 'verifying' }, status: 'verifying' } };
    }
    this.#credit(id, player);
    const status = before ? 'already_credited' : 'credited';
    const wallet = this.purses.get(player)!.wallet();
    const granted = { GEM: GEMS_OF_A_PAYMENT };
    const body = { payment: { id, status: 'credited' }, status, granted, wallet, finish: true };
    return { status: 200, body };
  }

  #credit(payment: string, player: string): void {
    if (this.credited.has(payment)) return;
    if (this.stores.payments.get(payment)?.refunded) {
      this.rejected.add(payment);
      return;
    }
    this.credited.set(payment, player);
    this.purses.get(player)?.give(GEMS_OF_A_PAYMENT);
  }

  #order(body: Call['body'], player: string, key: string): Reply {
    const quoted = body.quote ? this.#quotes.get(`${body.quote}`) : undefined;
    if (body.quote && !quoted) return problem(422, 'quote_invalid');
    const offer = `${body.offer}`;
    const quantity = Number(body.quantity);
    const price = quoted ? quoted.amount : this.prices[kindOf(offer)]!;
    const expected = body.expectedPrice as { amount: number } | undefined;
    if (expected && expected.amount !== price)
      return problem(409, 'price_changed', { currentPrice: { currency: 'GEM', amount: price } });
    const purse = this.purses.get(player)!;
    if (kindOf(offer) === 'dragon' && purse.holds('dragon')) return problem(409, 'already_owned');
    if (!purse.spend(price * quantity)) return problem(409, 'insufficient_balance');
    purse.receive(kindOf(offer), quantity);
    this.orders.push({ player, offer, key });
    const order = { id: `order-${this.orders.length}`, status: 'completed', offer, quantity };
    const wallet = purse.wallet();
    return { status: 201, body: { order, wallet, inventory: purse.items() } };
  }

  #erase(player: string): Reply {
    this.purses.delete(player);
    this.erased.add(player);
    for (const [name, owner] of this.#guests) if (owner === player) this.#guests.delete(name);
    return { status: 204 };
  }

  #read(path: string, body: Call['body'], purse: Purse): Reply {
    if (path === '/topups/checks')
      return { status: 200, body: { allowed: true, reason: null, bonus: [] } };
    if (path === '/quotes') {
      const quote = `quote-${++this.#issued}`;
      const offer = `${body.offer}`;
      const quantity = Number(body.quantity);
      const amount = this.prices[kindOf(offer)]!;
      this.#quotes.set(quote, { offer, quantity, amount });
      const price = { currency: 'GEM', amount };
      const total = { currency: 'GEM', amount: amount * quantity };
      return { status: 201, body: { quote, offer, quantity, price, total } };
    }
    if (path === '/wallet') return { status: 200, body: purse.wallet() };
    if (path === '/inventory')
      return { status: 200, body: { seq: purse.seq, items: purse.items() } };
    if (path === '/catalog') return { status: 200, body: CATALOG, headers: { etag: '"1"' } };
    return problem(404, 'not_found');
  }
}

const CATALOG = {
  version: '1',
  nextChangeAt: null,
  products: [{ key: 'gems_500', stores: { apple: 'gems_500' }, grants: { GEM: 500 } }],
  offers: [],
  items: [],
};
