import { ask, freshKey, type RawAnswer } from './player.js';
import type { ServiceAddress } from './service.js';

/** A payment as the studio sees it, as far as tests look at it. */
export interface SeenPayment {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly player: string | null;
}

/** What the game's own server sees and does with its secret key. */
export type Studio = ReturnType<typeof studioOf>;

/** By default the studio of the demo title. */
export function studioOf({ url }: Pick<ServiceAddress, 'url'>, key = 'sk_demo') {
  const authorization = `Bearer ${key}`;
  const get = (path: string): Promise<RawAnswer> =>
    ask(url, `/server${path}`, { headers: { authorization } });
  const post = (path: string, body: object = {}): Promise<RawAnswer> =>
    ask(url, `/server${path}`, {
      body,
      headers: { authorization, 'idempotency-key': freshKey() },
    });

  async function listed(path: string, query: Record<string, string>): Promise<RawAnswer['body'][]> {
    const answer = await get(`${path}?${new URLSearchParams({ limit: '200', ...query })}`);
    if (answer.status !== 200) throw new Error(`${path} cannot be listed: ${answer.text}`);
    return answer.body.data;
  }

  return {
    get,
    post,
    /** The newest payments by one of status, player and order. */
    payments: (query: Record<string, string>): Promise<SeenPayment[]> => listed('/payments', query),
    /** The newest notifications of stores. */
    notifications: (query: Record<string, string> = {}) => listed('/notifications', query),
    /** One payment with all its steps. */
    payment: async (id: string) => (await get(`/payments/${id}`)).body.payment,
    assign: (payment: string, player: string) => post(`/payments/${payment}/assign`, { player }),
  };
}
