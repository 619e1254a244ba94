import { createHmac } from 'node:crypto';
import { createServer, verifyWebhook } from './server.js';

const KEY = Buffer.from('a secret of at least twenty-four bytes');
const SECRET = `whsec_${KEY.toString('base64')}`;
const NOW = 1_700_000_000_000;
const BODY = '{"type":"payment.credited","data":{"text":"💎"}}';

/** A message as Standard Webhooks 1.0 says, signed without Web Crypto. */
function message(key = KEY, seconds = NOW / 1000, id = 'event_1') {
  const mac = createHmac('sha256', key).update(`${id}.${seconds}.${BODY}`).digest('base64');
  const signature = `v1,${mac}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signature,
  };
}
const verify = (headers: Record<string, unknown>, more = {}) =>
  verifyWebhook({ secret: SECRET, headers, body: BODY, now: NOW, ...more });

describe('verifyWebhook', () => {
  it('takes the example of the specification', async () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    const result = await verifyWebhook({ secret, headers, body, now: 1_614_265_330_000 });
    expect(result.status).toBe('genuine');
  });

  it('takes what was signed, by Headers too, among several signatures and secrets', async () => {
    const good = message();
    expect(await verify(good)).toEqual({
      status: 'genuine',
      id: 'event_1',
      event: JSON.parse(BODY),
    });
    expect((await verify(new Headers(good) as never)).status).toBe('genuine');
    const other = message(Buffer.alloc(32, 7));
    const both = `v1a,xyz ${other['webhook-signature']} ${good['webhook-signature']}`;
    expect((await verify({ ...good, 'webhook-signature': both })).status).toBe('genuine');
    const old = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect((await verify(other, { secret: [SECRET, old] })).status).toBe('genuine');
  });

  it('refuses what was changed, is late, early or incomplete', async () => {
    const good = message();
    const states = await Promise.all([
      verify(good, { body: `${BODY} ` }),
      verify({ ...good, 'webhook-id': 'event_2' }),
      verify(message(Buffer.alloc(32, 7))),
      verify({ ...good, 'webhook-signature': '' }),
      verify(message(KEY, NOW / 1000 - 301)),
      verify(message(KEY, NOW / 1000 + 301)),
      verify({ ...good, 'webhook-timestamp': 'soon' }),
      verify({}),
    ]);
    const forged = ['forged', 'forged', 'forged', 'forged'];
    const rest = ['too_old', 'too_new', 'malformed', 'malformed'];
    expect(states.map(({ status }) => status)).toEqual([...forged, ...rest]);
  });
});

describe('createServer', () => {
  it('repeats under one key, as late as it is told, and gives up in the end', async () => {
    const keys: string[] = [];
    const answers = [503, 429, 201];
    const fetch = async (_url: string, init: { headers: Record<string, string> }) => {
      keys.push(init.headers['Idempotency-Key']!);
      const status = answers.shift() ?? 503;
      const text = async () => (status === 201 ? '{}' : '{"code":"overloaded","retryable":true}');
      return { status, headers: { get: () => '0.01' }, text };
    };
    const server = createServer({ url: 'http://x/', key: 'sk_x', fetch, retries: 2 });
    const wish = { currency: 'GEM', amount: 1 };
    expect((await server.players.debit('player_1', wish)).status).toBe('ok');
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    const own = { idempotencyKey: 'my-own-key' };
    expect((await server.players.debit('player_1', wish, own)).status).toBe('unavailable');
    expect(keys.slice(3)).toEqual(['my-own-key', 'my-own-key', 'my-own-key']);
  });
});
