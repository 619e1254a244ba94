import { ask, type RawAnswer } from './player.js';
import type { ServiceAddress } from './service.js';

export type Operator = ReturnType<typeof operatorOf>;

/** An operator of the demo title, by the role that its token names. */
export function operatorOf(
  { url }: Pick<ServiceAddress, 'url'>,
  role: 'admin' | 'liveops' | 'publisher',
  environment = 'production',
) {
  const usual = { authorization: `Bearer ot_demo_${role}`, 'gemtill-environment': environment };

  /** The answer, whatever it is. */
  function request(
    method: string,
    path: string,
    { body, ifMatch }: { body?: object; ifMatch?: string } = {},
  ): Promise<RawAnswer> {
    const headers = { ...usual, ...(ifMatch !== undefined && { 'if-match': ifMatch }) };
    return ask(url, `/admin${path}`, { method, headers, ...(body !== undefined && { body }) });
  }

  /** The body of an answer that must be a success. */
  async function done(
    method: string,
    path: string,
    wish?: { body?: object; ifMatch?: string },
  ): Promise<RawAnswer['body']> {
    const answer = await request(method, path, wish);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  return {
    request,
    see: (path: string) => done('GET', path),
    post: (path: string, body: object = {}) => done('POST', path, { body }),
    patch: (path: string, body: object, ifMatch: string) => done('PATCH', path, { body, ifMatch }),
  };
}
