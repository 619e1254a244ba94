import { TEST_DATABASES } from '../support/databases.js';
import {
  ask,
  freshKey,
  giveFree,
  orderOf,
  type Player,
  type RawAnswer,
  signIn,
} from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

describe.each(TEST_DATABASES)('repeating a request on $name', (database) => {
  let service: ServiceInTest;
  let player: Player;
  let proof = '';
  beforeAll(async () => {
    service = await startService(database);
  });
  beforeEach(async () => {
    proof = '';
    player = await signIn(service);
    await giveFree(service, player, 200);
    await player.send('/orders', orderOf('potion', 2));
  });
  afterAll(() => service?.close());

  interface Example {
    readonly what: string;
    readonly status: number;
    /** Sends it; with `changed`, another body under the same key. */
    send(key: string | null, changed?: boolean): Promise<RawAnswer>;
  }
  const EXAMPLES: readonly Example[] = [
    {
      what: 'an order',
      status: 201,
      send: (key, changed) => player.send('/orders', orderOf('potion', changed ? 2 : 1), key),
    },
    {
      what: 'a consumption',
      status: 200,
      send: (key, changed) =>
        player.send('/inventory/potion/consume', { quantity: changed ? 2 : 1 }, key),
    },
    {
      what: 'a top-up',
      status: 200,
      send: async (key, changed) => {
        proof ||= (await player.pay()).proof!;
        const sent = changed ? (await player.pay()).proof : proof;
        return player.send('/topups', { store: 'apple', proof: sent }, key);
      },
    },
    {
      what: 'a grant of the game server',
      status: 201,
      send: (key, changed) =>
        ask(service.url, `/server/players/${player.id}/grants`, {
          body: { currency: 'GEM', amount: changed ? 11 : 10, reason: 'test' },
          headers: {
            authorization: 'Bearer sk_demo',
            ...(key !== null && { 'idempotency-key': key }),
          },
        }),
    },
    {
      what: 'a refused order',
      status: 409,
      send: (key, changed) => player.send('/orders', orderOf('dragon', changed ? 2 : 1), key),
    },
    {
      what: 'a refused consumption',
      status: 409,
      send: (key, changed) =>
        player.send('/inventory/potion/consume', { quantity: changed ? 91 : 90 }, key),
    },
  ];
  const about = EXAMPLES.map((example) => [example.what, example] as const);
  it.each(about)('answers %s the same, byte for byte', async (_, { status, send }) => {
    const key = freshKey();
    const first = await send(key);
    expect([first.status, first.replayed]).toEqual([status, false]);
    for (let time = 0; time < 3; time++) {
      const again = await send(key);
      expect(again).toMatchObject({ status, text: first.text, replayed: true });
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    }
  });

  it.each(about)('moves value once for %s', async (_, { send }) => {
    const key = freshKey();
    await send(key);
    const before = await everything();
    await Promise.all([send(key), send(key), send(key)]);
    expect(await everything()).toEqual(before);
  });

  it.each(about)('refuses another body under the key of %s', async (_, { send }) => {
    const key = freshKey();
    await send(key);
    const before = await everything();
    const other = await send(key, true);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await everything()).toEqual(before);
  });

  it.each(about)('wants a key for %s', async (_, { send }) => {
    const missing = await send(null);
    expect([missing.status, missing.body.code]).toEqual([400, 'idempotency_key_required']);
    const short = await send('short');
    expect([short.status, short.body.code]).toEqual([400, 'idempotency_key_invalid']);
  });

  it('keeps a refusal although the state has changed since', async () => {
    const key = freshKey();
    const refused = await player.send('/orders', orderOf('dragon'), key);
    expect(refused.body.code).toBe('insufficient_balance');
    await giveFree(service, player, 1000);
    expect(await player.send('/orders', orderOf('dragon'), key)).toMatchObject({
      status: 409,
      text: refused.text,
    });
    expect((await player.send('/orders', orderOf('dragon'))).status).toBe(201);
  });

  it('knows a payment again that its store has signed anew', async () => {
    const key = freshKey();
    const paid = await player.pay();
    const first = await player.send('/topups', { store: 'apple', proof: paid.proof }, key);
    const { proof: anew } = await service.control.purchase(paid.id);
    expect(anew).not.toBe(paid.proof);
    const again = await player.send('/topups', { store: 'apple', proof: anew }, key);
    expect(again).toMatchObject({ status: 200, text: first.text, replayed: true });
  });

  it('lets two players use the same key', async () => {
    const other = await signIn(service);
    await giveFree(service, other, 100);
    const key = freshKey();
    const answers = [
      await player.send('/orders', orderOf('potion'), key),
      await other.send('/orders', orderOf('potion'), key),
    ];
    expect(answers.map(({ status, replayed }) => [status, replayed])).toEqual([
      [201, false],
      [201, false],
    ]);
  });

  it('takes a quoted key for the same as a bare one', async () => {
    const key = freshKey();
    const first = await player.send('/orders', orderOf('potion'), key);
    const quoted = await player.send('/orders', orderOf('potion'), `"${key}"`);
    expect(quoted).toMatchObject({ text: first.text, replayed: true });
  });

  it('does not keep a mistake of form: the mended request may have the key', async () => {
    const key = freshKey();
    const wrong = await player.send('/orders', { ...orderOf('potion'), price: 1 }, key);
    expect([wrong.status, wrong.body.code]).toEqual([422, 'unknown_field']);
    expect((await player.send('/orders', orderOf('potion'), key)).status).toBe(201);
  });

  async function everything() {
    const [wallet, inventory, entries] = [
      await player.send('/wallet'),
      await player.send('/inventory'),
      await player.send('/wallet/entries'),
    ];
    return [wallet.body, inventory.body, entries.body];
  }

  it('leaves sound books', () => expectSoundBooks(service));
});
