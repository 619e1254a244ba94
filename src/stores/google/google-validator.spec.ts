import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportPKCS8, generateKeyPair } from 'jose';
import { Deadline } from '../calls/deadline.js';
import type { GoogleAccount } from '../store-accounts.js';
import { GoogleClient } from './google-client.gateway.js';
import { GoogleValidator } from './google-validator.gateway.js';

describe('google-play-billing-validator, inside our limits', () => {
  let server: Server;
  let privateKey: string;
  let validator: GoogleValidator;
  const heard: { path: string; token: string | undefined }[] = [];

  /** Titles share the name of their account and nothing else: so the package keeps its tokens. */
  const accountOf = (title: string): GoogleAccount => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      packageNames: ['com.example.demo'],
      serviceAccount: {
        client_email: 'same@example.com',
        private_key: privateKey,
        token_uri: `${url}/token/${title}`,
      },
      push: null,
      rootUrl: `${url}/${title}`,
      verifier: 'products',
      pushKeysUrl: url,
    };
  };
  const ask = (title: string, budgetMs = 5_000) =>
    validator.product(
      {
        account: accountOf(title),
        packageName: 'com.example.demo',
        deadline: new Deadline(() => performance.now(), budgetMs),
      },
      { token: `token-of-${title}`, productId: 'gems_500' },
    );

  beforeAll(async () => {
    const keys = await generateKeyPair('RS256', { extractable: true });
    privateKey = await exportPKCS8(keys.privateKey);
    server = createServer((request, response) => {
      const path = String(request.url);
      const [, first, title] = path.split('/');
      if (first === 'token') {
        response.end(JSON.stringify({ access_token: `key-of-${title}`, expires_in: 3_600 }));
        return;
      }
      heard.push({ path, token: request.headers.authorization });
      if (first === 'silent') return;
      const answer = () => response.end(JSON.stringify({ kind: path }));
      setTimeout(answer, first === 'slow' ? 50 : 0);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    heard.length = 0;
    validator = new GoogleValidator(new GoogleClient({ now: () => Date.now() }));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('asks for each title at its own address with its own key, however mixed', async () => {
    const titles = Array.from({ length: 30 }, (_, index) => (index % 2 ? 'slow' : 'quick'));
    const replies = await Promise.all(titles.map((title) => ask(title)));
    const pathOf = (title: string) =>
      `/${title}/androidpublisher/v3/applications/com.example.demo` +
      `/purchases/products/gems_500/tokens/token-of-${title}`;
    expect(replies.map((reply) => reply.body?.kind)).toEqual(titles.map(pathOf));
    expect(heard).toHaveLength(titles.length);
    for (const { path, token } of heard) {
      expect(token).toBe(`Bearer key-of-${path.split('/')[1]}`);
    }
  });

  it('gives up in time, and works on', async () => {
    const started = performance.now();
    await expect(ask('silent', 300)).rejects.toThrow('did not answer in time');
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(await ask('quick')).toMatchObject({ status: 200 });
  });

  it('leaves the package below it as it was for others', async () => {
    await ask('quick');
    const { default: oauth } = await import('google-oauth-jwt');
    expect(String(oauth.requestWithJWT)).toContain('use the global token cache');
  });
});
