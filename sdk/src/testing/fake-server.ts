import type { Fetch } from '../http.js';

interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Player {
  id: string;
  seq: number;
  gems: number;
  items: Map<string, number>;
}

type Call = Parameters<Fetch>[1] & { path: string };

export const DRAGON = {
  key: 'dragon',
  name: 'Dragon',
  price: { currency: 'GEM', amount: 300 },
  grants: [{ sku: 'skin.dragon', quantity: 1, level: null }],
};
export const POTION = {
  key: 'potion',
  name: 'Potion',
  price: { currency: 'GEM', amount: 50 },
  grants: [{ sku: 'potion', quantity: 1, level: null }],
};
const CATALOG = {
  version: 'catalog_1',
  nextChangeAt: null as string | null,
  products: [
    {
      key: 'gems_500',
      stores: { apple: 'com.example.gems500', google: 'gems_500' },
      grants: { GEM: 500 },
    },
  ],
  offers: [DRAGON, POTION],
  items: [],
};

/** As much of the contract as the client can notice, in memory and without any time of its own. */
export class FakeServer {
  readonly calls: Call[] = [];
  readonly players = new Map<string, Player>();
  /** Which store transactions were credited, and to whom. */
  readonly credited = new Map<string, string>();
  /** How many orders each offer got. */
  readonly orders: { player: string; offer: string; key: string }[] = [];
  catalog = { ...CATALOG };
  limits: object = { daily: null, monthly: null };
  /** What it says to a player who asks whether they may buy a product. */
  mayBuy = true;
  /** Answers a request instead of the server, or lets it through with undefined. */
  intercept: (call: Call) => Reply | undefined = () => undefined;
  private readonly tokens = new Map<string, { player: string; live: boolean }>();
  private readonly refreshTokens = new Map<string, { player: string; live: boolean }>();
  private readonly answers = new Map<string, { sent: string; reply: Reply }>();
  private issued = 0;

  readonly fetch: Fetch = async (url, init) => {
    const call = { ...init, path: url.replace('https://till.example', '') };
    this.calls.push(call);
    const { status, body, headers = {} } = this.intercept(call) || this.answer(call);
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    return {
      status,
      headers: { get: (name) => headers[name.toLowerCase()] ?? null },
      text: async () => text,
    };
  };

  /** The requests to one path so far. */
  sent(path: string): Call[] {
    return this.calls.filter((call) => call.path === path);
  }

  expireAccessTokens(): void {
    for (const token of this.tokens.values()) token.live = false;
  }

  revokeRefreshTokens(): void {
    for (const token of this.refreshTokens.values()) token.live = false;
  }

  private answer(call: Call): Reply {
    const body = call.body ? JSON.parse(call.body) : {};
    if (call.path === '/v1/sessions') {
      const owner = body.guest ? body.guest.deviceId : body.identityToken;
      return this.session(`player_${owner}`, 201);
    }
    if (call.path === '/v1/sessions/refresh') {
      const token = this.refreshTokens.get(body.refreshToken);
      if (!token?.live) return problem(401, 'session_revoked');
      token.live = false;
      return this.session(token.player, 200);
    }
    const token = this.tokens.get(String(call.headers.Authorization).slice('Bearer '.length));
    if (!token?.live) return problem(401, 'token_expired');
    const player = this.players.get(token.player)!;
    if (call.path === '/v1/topups/checks')
      return { status: 200, body: { allowed: this.mayBuy, reason: null, bonus: [] } };
    if (call.path === '/v1/quotes') return this.quote(body);
    const key = call.headers['Idempotency-Key'];
    if (!key) return this.read(call, player, token);
    const scope = `${player.id} ${key}`;
    const known = this.answers.get(scope);
    const sent = `${call.path} ${call.body}`;
    if (known) return known.sent === sent ? known.reply : problem(422, 'idempotency_key_reused');
    const late = call.headers['Idempotency-Replay-Only'] === 'true';
    const reply = late ? problem(409, 'intent_expired') : this.write(call.path, body, player, key);
    this.answers.set(scope, { sent, reply });
    return reply;
  }

  private session(id: string, status: number): Reply {
    if (!this.players.has(id))
      this.players.set(id, { id, seq: 0, gems: 0, items: new Map<string, number>() });
    const number = ++this.issued;
    this.tokens.set(`access${number}`, { player: id, live: true });
    this.refreshTokens.set(`refresh${number}`, { player: id, live: true });
    return {
      status,
      body: {
        player: { id },
        accountToken: `account of ${id}`,
        accessToken: `access${number}`,
        refreshToken: `refresh${number}`,
        expiresAt: '2026-01-01T00:00:00.000Z',
      },
    };
  }

  private read(call: Call, player: Player, token: { live: boolean }): Reply {
    const etag = `"${this.catalog.version}"`;
    if (call.path === '/v1/catalog')
      return call.headers['If-None-Match'] === etag
        ? { status: 304, headers: { etag } }
        : { status: 200, headers: { etag }, body: this.catalog };
    if (call.path === '/v1/wallet') return { status: 200, body: walletOf(player) };
    if (call.path === '/v1/inventory')
      return { status: 200, body: { seq: player.seq, items: itemsOf(player) } };
    if (call.path.startsWith('/v1/wallet/entries') || call.path.startsWith('/v1/orders'))
      return { status: 200, body: { data: [], nextCursor: null } };
    if (call.path === '/v1/me/limits') {
      if (call.method === 'PUT') this.limits = JSON.parse(call.body as string);
      return { status: 200, body: this.limits };
    }
    if (call.method === 'DELETE') {
      token.live = false;
      if (call.path === '/v1/me') this.players.delete(player.id);
      return { status: 204 };
    }
    return problem(404, 'not_found');
  }

  private quote({ offer: key, quantity }: { offer: string; quantity: number }): Reply {
    const offer = this.catalog.offers.find((one) => one.key === key);
    if (!offer) return problem(409, 'offer_unavailable');
    const { currency, amount } = offer.price;
    const total = { currency, amount: amount * quantity };
    const quote = `quote of ${key}`;
    return { status: 200, body: { quote, offer: key, quantity, price: offer.price, total } };
  }

  private write(path: string, body: Record<string, never>, player: Player, key: string): Reply {
    if (path === '/v1/topups') return this.topUp(body as never, player);
    if (path === '/v1/orders') return this.order(body as never, player, key);
    const sku = decodeURIComponent(path.split('/')[3] as string);
    const quantity = Number(body.quantity);
    const held = player.items.get(sku) || 0;
    if (held < quantity) return problem(409, 'insufficient_items');
    player.items.set(sku, held - quantity);
    player.seq++;
    const changed = { consumed: { sku, quantity }, inventory: itemsOf(player), seq: player.seq };
    return { status: 200, body: changed };
  }

  /** A proof reads `<transaction> <account token> <product>`, then whatever makes it differ. */
  private topUp(body: { proof: string }, player: Player): Reply {
    const [transaction = '', owner, product] = body.proof.split('|');
    if (owner !== `account of ${player.id}`) return problem(409, 'receipt_account_mismatch');
    if (product === 'forged') return problem(422, 'receipt_invalid');
    if (product === 'refunded') return problem(422, 'purchase_revoked');
    if (!this.catalog.products.some(({ stores }) => Object.values(stores).includes(product!)))
      return problem(422, 'product_unknown');
    const status = this.credited.has(transaction) ? 'already_credited' : 'credited';
    if (status === 'credited') {
      this.credited.set(transaction, player.id);
      player.gems += 500;
      player.seq++;
    }
    const payment = { id: `payment_${transaction}`, status: 'credited' };
    const granted = { GEM: 500 };
    const wallet = walletOf(player);
    return { status: 200, body: { payment, status, granted, wallet, finish: true } };
  }

  private order(
    body: {
      offer: string;
      quantity: number;
      expectedPrice?: { amount: number };
      quote?: string;
    },
    player: Player,
    key: string,
  ): Reply {
    const offer = this.catalog.offers.find((one) => one.key === body.offer);
    if (!offer) return problem(409, 'offer_unavailable');
    const quoted = body.quote === `quote of ${body.offer}`;
    if (!quoted && offer.price.amount !== body.expectedPrice?.amount)
      return problem(409, 'price_changed', { currentPrice: offer.price });
    const sku = offer.grants[0]!.sku;
    if (offer.key === 'dragon' && player.items.get(sku)) return problem(409, 'already_owned');
    const cost = offer.price.amount * body.quantity;
    if (cost > player.gems)
      return problem(409, 'insufficient_balance', { missing: cost - player.gems });
    player.gems -= cost;
    player.seq++;
    player.items.set(sku, (player.items.get(sku) || 0) + body.quantity);
    this.orders.push({ player: player.id, offer: offer.key, key });
    const order = { ...body, id: `order_${this.orders.length}`, status: 'completed' };
    return { status: 201, body: { order, wallet: walletOf(player), inventory: itemsOf(player) } };
  }
}

const TRANSACTIONS: Record<string, string | undefined> = {
  receipt_invalid: 'drop',
  purchase_revoked: 'finish',
};

export function problem(status: number, code: string, more: object = {}): Reply {
  const retryable = status >= 500 || status === 429 || code === 'idempotency_in_progress';
  const transaction = TRANSACTIONS[code];
  return { status, body: { code, title: code, status, retryable, transaction, ...more } };
}

function walletOf({ seq, gems }: Player): object {
  const GEM = { total: gems, paid: gems, free: 0, debt: 0, expiring: [] };
  return { seq, balances: { GEM } };
}

function itemsOf({ items }: Player): object[] {
  return [...items].map(([sku, quantity]) => ({ sku, quantity, level: null }));
}
