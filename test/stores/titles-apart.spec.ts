import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import type { TitleId } from '../../src/kernel/id.js';
import { Deadline, storeDeadline } from '../../src/stores/calls/deadline.js';
import { GoogleGateway } from '../../src/stores/google/google.gateway.js';
import { GoogleTokens } from '../../src/stores/google/google-tokens.gateway.js';
import type { GoogleAccount, StoreAccounts } from '../../src/stores/store-accounts.js';
import type { StoreScope } from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
import { clock, demo, openStoresInTest, type StoresInTest, shown } from './stores-in-test.js';

const verified = { outcome: 'verified' };
const unavailable = { outcome: 'unavailable' };
const other: StoreScope = {
  titleId: 'title_01h455vb4pex5vsknk084sn02r',
  environment: 'production',
};

describe('What one title has at Google stops no other', () => {
  let stores: StoresInTest;
  let bought: PurchaseView;
  const servers: Server[] = [];

  /** A gateway to which the other title is known by something else. */
  function gatewayWith(change: (account: GoogleAccount) => Partial<GoogleAccount>): GoogleGateway {
    const accounts = stores.newAccounts();
    const changed: StoreAccounts = {
      apple: (titleId) => accounts.apple(titleId),
      google: async (titleId: TitleId) => {
        const account = await accounts.google(titleId);
        const own = titleId === demo.titleId || account === null;
        return own ? account : { ...account, ...change(account) };
      },
      appleRoot: () => accounts.appleRoot(),
      aheadMs: async () => 0,
      forget: () => false,
    };
    return new GoogleGateway(changed, clock);
  }
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    bought = await stores.simulator.control.buy({ store: 'google', productId: 'gems_500' });
  });
  afterEach(() => {
    stores.front.heal();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  afterAll(() => stores.close());

  it('not a key file whose tokens nobody gives', async () => {
    const token_uri = await serve((_request, response) => response.writeHead(500).end());
    const gateway = gatewayWith(({ serviceAccount }) => ({
      serviceAccount: { ...serviceAccount, token_uri },
    }));
    for (let count = 0; count < 6; count++) {
      expect(await gateway.verify(other, shown(`token${count}`))).toMatchObject(unavailable);
    }
    expect(await gateway.verify(demo, shown(bought.id))).toMatchObject(verified);
  });

  it('not sixteen apps and one slow answer', async () => {
    const packageNames = Array.from({ length: 16 }, (_, index) => `com.example.app${index}`);
    const gateway = gatewayWith(() => ({ packageNames }));
    expect(await gateway.verify(demo, shown(bought.id))).toMatchObject(verified);
    stores.front.intercept = ({ url }) => /productsv2/.test(url);
    expect(await gateway.verify(other, shown(bought.id))).toMatchObject(unavailable);
    stores.front.heal();
    expect(await gateway.verify(demo, shown(bought.id))).toMatchObject(verified);
  });

  it('not the calls that Google wants no more of', async () => {
    const gateway = gatewayWith((account) => ({
      serviceAccount: { ...account.serviceAccount, client_email: 'busy@example.com' },
      rootUrl: `${account.rootUrl}/busy`,
    }));
    stores.front.intercept = ({ url }, response) => {
      const token =
        url === '/token' ? answering(200, { access_token: 'a', expires_in: 3600 }) : null;
      const busy = url.startsWith('/busy') ? answering(429, {}, { 'retry-after': '60' }) : null;
      (token ?? busy)?.(response);
      return Boolean(token ?? busy);
    };
    expect(await gateway.verify(other, shown(bought.id))).toMatchObject(unavailable);
    stores.front.heard.length = 0;
    expect(await gateway.verify(other, shown(bought.id))).toMatchObject(unavailable);
    expect(stores.front.count(/busy/)).toBe(0);
    stores.front.heal();
    expect(await gateway.verify(demo, shown(bought.id))).toMatchObject(verified);
  });

  it('nor does a caller with little time stop others who wait for the same token', async () => {
    const token_uri = await serve((_request, response) => {
      setTimeout(() => response.end('{"access_token":"a","expires_in":3600}'), 300);
    });
    const { serviceAccount } = (await stores.newAccounts().google(demo.titleId))!;
    const account = { ...serviceAccount, token_uri };
    const tokens = new GoogleTokens(clock);
    const hurried = tokens.tokenOf(account, new Deadline(() => performance.now(), 50));
    const patient = tokens.tokenOf(account, storeDeadline());
    const started = performance.now();
    await expect(hurried).rejects.toThrow('in time');
    expect(performance.now() - started).toBeLessThan(250);
    expect(await patient).toBe('a');
    expect(await tokens.tokenOf(account, new Deadline(() => performance.now(), 0))).toBe('a');
  });
});
