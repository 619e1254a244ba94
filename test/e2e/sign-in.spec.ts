import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createClient } from '../../sdk/src/index.js';
import { MemoryStorage } from '../../sdk/src/testing/memory-storage.js';
import { DEMO_SETTINGS } from '../../src/titles/demo-title.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const MINUTE_MS = 60_000;

describe.each(TEST_DATABASES)('signing in on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(() => service?.close());

  const refresh = (refreshToken: string) =>
    ask(service.url, '/sessions/refresh', { body: { refreshToken } });
  const me = (accessToken: string) =>
    ask(service.url, '/me', { headers: { authorization: `Bearer ${accessToken}` } });

  it('makes a new guest on a new device, with an empty wallet', async () => {
    const player = await signIn(service);
    expect(player.id).toMatch(/^player_/);
    expect(await player.gems()).toEqual({ total: 0, paid: 0, free: 0, debt: 0, expiring: [] });
    expect((await signIn(service)).id).not.toBe(player.id);
  });

  it('knows a device again after its tokens are gone, with all that was bought', async () => {
    const first = await signIn(service);
    await first.fund();
    await first.client.signOut();
    const again = await signIn(service, { storage: first.storage });
    expect(again.id).toBe(first.id);
    expect((await again.gems()).total).toBe(500);
  });

  it('refuses a device that does not know its secret', async () => {
    const { storage } = await signIn(service);
    const device = JSON.parse(storage.getItem('gemtill:pk_demo:device')!);
    const thief = new MemoryStorage();
    const forged = { ...device, deviceSecret: 'f'.repeat(64) };
    thief.setItem('gemtill:pk_demo:device', JSON.stringify(forged));
    const client = createClient({ url: service.url, key: 'pk_demo', storage: thief });
    expect(await client.start()).toEqual({
      status: 'unauthenticated',
      code: 'device_secret_wrong',
    });
  });

  it('refuses a session that was signed out', async () => {
    const player = await signIn(service);
    const { accessToken } = player.session();
    expect(await player.client.signOut()).toEqual({ status: 'signed_out', revoked: true });
    const answer = await me(accessToken);
    expect([answer.status, answer.body.code]).toEqual([401, 'session_revoked']);
  });

  it('keeps sandbox and production players of one device apart', async () => {
    const { storage, id } = await signIn(service);
    const sandbox = new MemoryStorage();
    const device = storage.getItem('gemtill:pk_demo:device')!;
    sandbox.setItem('gemtill:pk_demo_sandbox:device', device);
    const tester = await signIn(service, { key: 'pk_demo_sandbox', storage: sandbox });
    expect(tester.id).not.toBe(id);
  });

  it('renews an expired access token without anybody noticing', async () => {
    const player = await signIn(service);
    const before = player.session().accessToken;
    service.clock.advance(16 * MINUTE_MS);
    const expired = await me(before);
    expect([expired.status, expired.body.code]).toEqual([401, 'token_expired']);
    expect((await player.gems()).total).toBe(0);
    expect(player.session().accessToken).not.toBe(before);
  });

  it('ends the session of a refresh token that is used twice', async () => {
    const { session } = await signIn(service);
    const first = session();
    const renewed = await refresh(first.refreshToken);
    expect(renewed.status).toBe(200);
    expect((await me(renewed.body.accessToken)).status).toBe(200);
    const stolen = await refresh(first.refreshToken);
    expect([stolen.status, stolen.body.code]).toEqual([401, 'session_revoked']);
    const both = [await refresh(renewed.body.refreshToken), await me(renewed.body.accessToken)];
    expect(both.map(({ body }) => body.code)).toEqual(['session_revoked', 'session_revoked']);
  });

  describe('with the identity token of the studio', () => {
    let provider: Server;
    let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

    beforeAll(async () => {
      const keys = await generateKeyPair('ES256');
      privateKey = keys.privateKey;
      const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' };
      provider = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
      await new Promise<void>((ready) => provider.listen(0, '127.0.0.1', ready));
      const { port } = provider.address() as AddressInfo;
      const titles = service.app.get(TitlesService, { strict: false });
      const demo = await titles.bySlug('demo');
      await titles.setSettings(demo!.id, {
        ...DEMO_SETTINGS,
        identity: {
          issuer: 'https://id.example.com',
          audience: 'game',
          jwksUrl: `http://127.0.0.1:${port}/keys`,
          algorithms: ['ES256'],
        },
      });
    });

    afterAll(async () => {
      provider?.closeAllConnections();
      await new Promise((done) => provider?.close(done));
    });

    const tokenOf = (subject: string, audience = 'game') => {
      const seconds = Math.floor(service.clock.now() / 1000);
      return new SignJWT({ sub: subject, iss: 'https://id.example.com', aud: audience })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 300)
        .sign(privateKey);
    };
    const signInAs = (subject: string): Promise<Player> =>
      signIn(service, { auth: { kind: 'identity', getToken: () => tokenOf(subject) } });

    it('finds the same player on every device', async () => {
      const phone = await signInAs('anna');
      await phone.fund(100);
      const tablet = await signInAs('anna');
      expect(tablet.id).toBe(phone.id);
      expect((await tablet.gems()).total).toBe(100);
      expect((await signInAs('ben')).id).not.toBe(phone.id);
    });

    it('refuses a token that is meant for somebody else', async () => {
      const getToken = () => tokenOf('anna', 'another game');
      const client = createClient({
        url: service.url,
        key: 'pk_demo',
        storage: new MemoryStorage(),
        auth: { kind: 'identity', getToken },
      });
      expect(await client.start()).toEqual({
        status: 'unauthenticated',
        code: 'identity_token_invalid',
      });
    });
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
