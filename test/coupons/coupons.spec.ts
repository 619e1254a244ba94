import { idBytes } from '../../src/kernel/id.js';
import { TEST_DATABASES } from '../support/databases.js';
import { operatorOf } from '../support/operator.js';
import { type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { codesOf, offerCoupons } from './coupon-shop.js';

describe.each(TEST_DATABASES)('coupons on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
    await offerCoupons(service);
  });
  afterAll(() => service?.close());

  const liveops = () => operatorOf(service, 'liveops');
  const redeem = (player: Player, code: string, key?: string) =>
    player.send('/coupons/redemptions', { code }, key);
  const refusalOf = async (player: Player, code: string) => {
    const { status, body } = await redeem(player, code);
    return [status, body.code, body.reason];
  };

  it('give items and gems for a code, once for one key, and tell it', async () => {
    const player = await signIn(service);
    const [code] = await codesOf(liveops(), 'welcome');
    const first = await redeem(player, ` ${code!.toLowerCase().replaceAll('-', ' ')}`, 'redeem-1');
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      redemption: { id: expect.stringMatching(/^redemption_/), coupon: 'welcome' },
      granted: { GEM: 50 },
      inventory: [{ sku: 'potion', quantity: 2 }],
    });
    expect(first.body.wallet.balances.GEM).toMatchObject({ total: 50, free: 50 });
    const again = await redeem(player, ` ${code!.toLowerCase().replaceAll('-', ' ')}`, 'redeem-1');
    expect([again.text, again.replayed]).toEqual([first.text, true]);
    expect(await refusalOf(player, code!)).toEqual([409, 'coupon_used', 'player']);
    expect(await refusalOf(await signIn(service), code!)).toEqual([409, 'coupon_used', 'code']);
    const events = await service.books.rows(
      "SELECT data FROM event WHERE player_id = ? AND type = 'coupon.redeemed'",
      [idBytes(player.id)],
    );
    expect(events.map(({ data }) => String(data))).toEqual([first.text]);
    expect((await player.gems()).free).toBe(50);
  });

  it('are refused for what the coupon is, with the reason', async () => {
    const player = await signIn(service);
    const made: Record<string, string[]> = {};
    await offerCoupons(service, (coupons) => {
      Object.assign(coupons.gone!, { archived: false });
    });
    for (const coupon of ['over', 'later', 'gone', 'skin', 'often']) {
      made[coupon] = await codesOf(liveops(), coupon, { count: 4 });
    }
    await offerCoupons(service);
    const tried = async (coupon: string, at = 0) => refusalOf(player, made[coupon]![at]!);
    expect(await tried('over')).toEqual([409, 'coupon_unavailable', 'ended']);
    expect(await tried('later')).toEqual([409, 'coupon_unavailable', 'not_started']);
    expect(await tried('gone')).toEqual([409, 'coupon_unavailable', 'archived']);
    expect((await redeem(player, made.skin![0]!)).status).toBe(201);
    expect(await tried('skin', 1)).toEqual([409, 'coupon_used', 'limit']);
    await offerCoupons(service, (coupons) => {
      Object.assign(coupons.skin!, { limitPerPlayer: 2 });
    });
    expect(await tried('skin', 1)).toEqual([409, 'already_owned', undefined]);
    for (const at of [0, 1, 2]) expect((await redeem(player, made.often![at]!)).status).toBe(201);
    expect(await tried('often', 3)).toEqual([409, 'coupon_used', 'limit']);
    expect((await player.gems()).expiring).toHaveLength(3);
    await offerCoupons(service);
  });

  it('one code for one: of fifty players at once one gets it', async () => {
    const [code] = await codesOf(liveops(), 'welcome');
    const players = await Promise.all(Array.from({ length: 50 }, () => signIn(service)));
    const answers = await Promise.all(players.map((player) => redeem(player, code!)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(49).fill(409)]);
    expect(new Set(answers.map(({ body }) => body.reason))).toEqual(new Set([undefined, 'code']));
  });

  it('a code for ten, a stock of seven: exactly ten and exactly seven', async () => {
    const players = await Promise.all(Array.from({ length: 30 }, () => signIn(service)));
    for (const [coupon, most] of [
      ['welcome', 10],
      ['scarce', 7],
    ] as const) {
      const wish = coupon === 'scarce' ? { code: 'scarce words' } : { usesPerCode: 10 };
      const [code] = await codesOf(liveops(), coupon, wish);
      const answers = await Promise.all(players.map((player) => redeem(player, code!)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(most);
      const reasons = answers.flatMap(({ status, body }) => (status === 201 ? [] : [body.reason]));
      expect(new Set(reasons)).toEqual(new Set([coupon === 'scarce' ? 'stock' : 'code']));
    }
  });

  it('many codes by one player at once are no more than the coupon allows', async () => {
    const player = await signIn(service);
    const codes = await codesOf(liveops(), 'often', { count: 12 });
    const answers = await Promise.all(codes.map((code) => redeem(player, code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect((await player.gems()).free).toBe(150);
  });

  it('a wrong code is invalid, whoever else has it, and ten of them are heard', async () => {
    const [player, other] = [await signIn(service), await signIn(service)];
    const [code] = await codesOf(liveops(), 'welcome');
    const sandbox = operatorOf(service, 'liveops', 'sandbox');
    expect(
      (await sandbox.request('POST', '/catalog/coupons/welcome/codes', { body: {} })).status,
    ).toBeGreaterThanOrEqual(404);
    const tester = await signIn(service, { key: 'pk_demo_sandbox' });
    const answers = [await redeem(tester, code!), await redeem(player, 'AAAA-AAAA-AAAA-AAAA')];
    const told = answers.map(({ body: { requestId, ...body } }) => JSON.stringify(body));
    expect([answers[0]!.status, told[1]]).toEqual([422, told[0]]);
    expect(answers[0]!.body.code).toBe('coupon_invalid');
    const tries = Array.from({ length: 20 }, (_, at) => redeem(player, `wrong ${at}`));
    const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(9).fill(422), ...Array(11).fill(429)]);
    const refused = await redeem(player, code!);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(300);
    expect((await redeem(other, code!)).status).toBe(201);
    service.clock.advance(400_000);
    const [another] = await codesOf(liveops(), 'welcome');
    expect((await redeem(player, another!)).status).toBe(201);
    service.clock.advance(3_600_000);
  });

  it('are kept as hashes that nobody can search', async () => {
    const [code] = await codesOf(liveops(), 'welcome', { code: 'Sommer-26' });
    expect(code).toBe('Sommer-26');
    const rows = await service.books.rows('SELECT * FROM coupon_code');
    const text = rows.map((row) => Object.values(row).map(String).join()).join();
    expect(text).not.toContain('SOMMER26');
    expect((await redeem(await signIn(service), 'sommer 26')).status).toBe(201);
    const taken = await liveops().request('POST', '/catalog/coupons/often/codes', {
      body: { code: 'SOMMER26' },
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'coupon_code_taken']);
  });

  it.each([
    [{ count: 0 }, 422, 'invalid_quantity'],
    [{ count: 10_001 }, 422, 'invalid_quantity'],
    [{ usesPerCode: 0 }, 422, 'invalid_quantity'],
    [{ code: 'x' }, 422, 'invalid_format'],
    [{ code: 'zu-ß!' }, 422, 'invalid_format'],
    [{ code: 'WORDS', count: 2 }, 422, 'invalid_format'],
  ])('%j makes no codes', async (body, status, code) => {
    const answer = await liveops().request('POST', '/catalog/coupons/welcome/codes', { body });
    expect([answer.status, answer.body.errors[0].code]).toEqual([status, code]);
  });

  it('ten thousand codes are made at once, all different, by those who may', async () => {
    const codes = await codesOf(liveops(), 'welcome', { count: 10_000 });
    expect(new Set(codes).size).toBe(10_000);
    for (const coupon of ['nothing', 'gone']) {
      const path = `/catalog/coupons/${coupon}/codes`;
      expect((await liveops().request('POST', path, { body: {} })).body.code).toBe('not_found');
    }
    const { data } = await liveops().see('/audit-log?limit=1');
    expect(data[0]).toMatchObject({
      action: 'coupon.codes_made',
      subject: 'welcome',
      details: { count: 10_000, chosen: false, usesPerCode: 1 },
    });
    const player = await signIn(service);
    expect((await redeem(player, codes[9_999]!)).status).toBe(201);
  });

  it('leave sound books', async () => {
    await expectSoundBooks(service);
  });
});
