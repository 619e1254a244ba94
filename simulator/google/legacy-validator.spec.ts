import { createRequire } from 'node:module';
import validator from 'google-play-billing-validator';
import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const receipt = { packageName: 'com.example.demo', productId: 'gems_500' };
type TokenCallback = (error: Error | null, token?: string) => void;

describe('The legacy validator of Google purchases', () => {
  let simulator: SimulatorInTest;
  let verifier: validator.IVerifier;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    const { google } = await simulator.control.credentials();
    redirectTokens(google);
    verifier = new validator.default({
      email: google.serviceAccount.client_email,
      key: google.serviceAccount.private_key,
    });
    redirectCalls(google);
  });
  afterAll(() => simulator.close());

  /** The package knows only one address; all its calls go through this one method. */
  function redirectCalls(google: Credentials['google']): void {
    const open = verifier as unknown as { verify(url: string): Promise<unknown> };
    const verify = open.verify.bind(verifier);
    open.verify = (url) => verify(url.replace('https://www.googleapis.com', google.rootUrl));
  }

  /** Still signs with the package's own code, which writes plain base64. */
  function redirectTokens(google: Credentials['google']): void {
    const oauth = createRequire(require.resolve('google-play-billing-validator'))(
      'google-oauth-jwt',
    );
    oauth.TokenCache.prototype.authenticate = (options: object, done: TokenCallback) => {
      oauth.encodeJWT(options, (_error: Error | null, assertion: string) => {
        const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
        const body = new URLSearchParams({ grant_type, assertion });
        fetch(`${google.rootUrl}/o/oauth2/token`, { method: 'POST', body })
          .then((response) => response.json() as Promise<{ access_token: string }>)
          .then((answer) => done(null, answer.access_token), done);
      });
    };
  }

  it('reads a purchase and acknowledges it', async () => {
    const bought = await simulator.control.buy({ store: 'google', productId: 'gems_500' });
    const asked = { ...receipt, purchaseToken: bought.id };
    expect(await verifier.verifyINAPP(asked)).toMatchObject({
      isSuccessful: true,
      payload: { purchaseState: 0, orderId: bought.orderId },
    });
    const acknowledged = { ...asked, developerPayload: '' };
    expect(await verifier.verifyINAPP(acknowledged)).toMatchObject({ isSuccessful: true });
    expect(await simulator.control.purchase(bought.id)).toMatchObject({ acknowledged: true });
  });

  it('calls a pending purchase successful, so nobody should rely on that word', async () => {
    const state = 'pending' as const;
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems_500', state });
    expect(await verifier.verifyINAPP({ ...receipt, purchaseToken: id })).toMatchObject({
      isSuccessful: true,
      payload: { purchaseState: 2 },
    });
  });
});
