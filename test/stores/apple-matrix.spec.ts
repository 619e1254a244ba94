import { Logger } from '@nestjs/common';
import { forgeries, lies, signTruly } from '../../simulator/forgery.js';
import { makeChain, makeChainBelow } from '../../simulator/pki/certificate-chain.js';
import { AppleGateway } from '../../src/stores/apple/apple.gateway.js';
import {
  APPLE_ROOT_SHA256,
  appleRootCertificate,
} from '../../src/stores/apple/apple-root-ca-g3.js';
import { AppleVerifier } from '../../src/stores/apple/apple-verifier.js';
import { LiveAccounts } from '../../src/stores/live-accounts.js';
import type { StoreScope, Verification } from '../../src/stores/store-gateway.js';
import { storeAccounts } from '../../src/stores/stores.module.js';
import {
  CHANGES_REFUSED,
  HUGE_CHAINS,
  LIES_REFUSED,
  type Payload,
  payloadOf,
  STRANGE_CHAINS,
  withChain,
} from '../support/forged-proofs.js';
import {
  clock,
  demo,
  demoSandbox,
  openStoresInTest,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

const minute = 60_000;
const refused = (code: string) => ({ outcome: 'refused', code });
const invalid = refused('receipt_invalid');

describe('What a hostile device sends as a signed transaction', () => {
  let stores: StoresInTest;
  let gateway: AppleGateway;
  let payload: Payload;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    gateway = new AppleGateway(stores.newAccounts(), clock);
    payload = payloadOf(await proofOf());
  });
  afterAll(() => stores.close());

  async function proofOf(wish: { environment?: string } = {}): Promise<string> {
    const request = { store: 'apple', productId: 'gems_500', ...wish } as const;
    return (await stores.simulator.control.buy(request)).proof!;
  }

  async function verifySigned(content: Payload, scope: StoreScope = demo): Promise<Verification> {
    return gateway.verify(scope, shown(await signTruly(stores.simulator.chain, content)));
  }

  it('is believed when it is true: the refusals below have their named cause', async () => {
    expect(await verifySigned(payload)).toMatchObject({ outcome: 'verified' });
  });

  it.each(Object.keys(forgeries))('forged: %s', async (name) => {
    const forged = await forgeries[name]!(stores.simulator.chain, payload);
    expect(await gateway.verify(demo, shown(forged))).toEqual(invalid);
    expect(await gateway.verify(demoSandbox, shown(forged))).toEqual(invalid);
  });

  it.each(Object.keys(forgeries))('forged and of another app or environment: %s', async (name) => {
    const strange = { ...payload, bundleId: 'com.example.other', environment: 'Sandbox' };
    const forged = await forgeries[name]!(stores.simulator.chain, strange);
    expect(await gateway.verify(demo, shown(forged))).toEqual(invalid);
  });

  it.each(Object.keys(forgeries))('forged and of Xcode: %s', async (name) => {
    for (const environment of ['Xcode', 'LocalTesting']) {
      const forged = await forgeries[name]!(stores.simulator.chain, { ...payload, environment });
      expect(await gateway.verify(demo, shown(forged))).toEqual(invalid);
    }
  });

  it.each(Object.keys(lies))('truly signed: %s', async (name) => {
    expect(await verifySigned(lies[name]!(payload))).toEqual(refused(LIES_REFUSED[name]!));
  });

  it.each(CHANGES_REFUSED)('truly signed: %s', async (_name, change, code) => {
    expect(await verifySigned({ ...payload, ...change })).toEqual(refused(code));
  });

  it.each([
    ['an old signature', { signedDate: Date.now() - minute }, {}],
    ['a clock that is four minutes ahead', { signedDate: Date.now() + 4 * minute }, {}],
    [
      'ten at the price of ten',
      { quantity: 10 },
      { price: { currency: 'USD', micros: 49_900_000 } },
    ],
    ['a strange price', { price: -1 }, { price: null }],
    ['a price in fractions', { price: 0.5 }, { price: null }],
    ['a price beyond all numbers', { price: 9e15 }, { price: null }],
    ['a strange currency', { currency: 'gold' }, { price: null }],
    ['a strange storefront', { storefront: '<b>' }, { country: null }],
    ['a strange date', { purchaseDate: 'yesterday' }, { purchasedAt: null }],
    ['a strange owner, who is nobody of ours', { appAccountToken: 7 }, { accountToken: '7' }],
    ['a refund', { revocationDate: 1 }, { state: 'revoked' }],
  ])('truly signed and read: %s', async (_name, change, purchase) => {
    expect(await verifySigned({ ...payload, ...change })).toMatchObject({
      outcome: 'verified',
      purchases: [purchase],
    });
  });

  it('refuses strange, overlong and huge chains', async () => {
    const proof = await proofOf();
    const chains = [...STRANGE_CHAINS, ...HUGE_CHAINS];
    const hostile = chains.map(([, change]) => withChain(proof, change));
    hostile.push(`${'A'.repeat(500_000)}.${'B'.repeat(500_000)}.C`);
    for (const each of hostile) expect(await gateway.verify(demo, shown(each))).toEqual(invalid);
  });

  it('takes the dates of a chain it knows as seriously as those of a new one', async () => {
    const verifier = new AppleVerifier(stores.simulator.chain.root.certificate);
    const sign = (signedDate: number) =>
      signTruly(stores.simulator.chain, { ...payload, signedDate });
    const beforeChain = await sign(Date.UTC(2016, 0));
    const afterChain = await sign(Date.UTC(2500, 0));
    expect(await verifier.verify(beforeChain)).toBeNull();
    expect(await verifier.verify(await sign(Date.now()))).not.toBeNull();
    expect(await verifier.verify(beforeChain)).toBeNull();
    expect(await verifier.verify(afterChain)).toBeNull();
  });

  it('believes a chain that has ended, for what was signed while it was valid', async () => {
    const { root } = stores.simulator.chain;
    const [notBefore, notAfter] = [new Date('2020-01-01'), new Date('2021-01-01')];
    const ended = await makeChainBelow(root, { notBefore, notAfter });
    const signedDate = Date.UTC(2020, 5);
    const proof = shown(await signTruly(ended, { ...payload, signedDate }));
    for (const _time of ['first', 'second']) {
      expect(await gateway.verify(demo, proof)).toMatchObject({ outcome: 'verified' });
    }
    const late = shown(await signTruly(ended, { ...payload, signedDate: Date.UTC(2021, 5) }));
    expect(await gateway.verify(demo, late)).toEqual(invalid);
  });

  it('does not care what stands in the place of the root: it has its own', async () => {
    const { root, ...below } = stores.simulator.chain;
    const stranger = await makeChain();
    const proof = shown(await signTruly({ ...below, root: stranger.root }, payload));
    expect(await gateway.verify(demo, proof)).toMatchObject({ outcome: 'verified' });
    expect(root.certificate.equals(stranger.root.certificate)).toBe(false);
  });

  it('believes a new leaf below the same root at its first sight', async () => {
    const before = shown(await proofOf());
    await stores.simulator.control.changeLeaf('rotate');
    const after = shown(await proofOf());
    for (const proof of [after, before, after]) {
      expect(await gateway.verify(demo, proof)).toMatchObject({ outcome: 'verified' });
    }
  });

  it('looks at the signature also when it knows the chain', async () => {
    const verifier = new AppleVerifier(stores.simulator.chain.root.certificate);
    expect(await verifier.verify(await proofOf())).not.toBeNull();
    const withKnownChain = ['tamperedPayload', 'tamperedSignature', 'ourChainWithOwnKey'];
    for (const name of withKnownChain) {
      const forged = await forgeries[name]!(stores.simulator.chain, payload);
      expect(await verifier.verify(forged)).toBeNull();
    }
  });
});

describe('No configuration', () => {
  const titles = {
    slugOf: async () => 'demo',
    verifierOf: async () => 'productsv2' as const,
    appleOf: async () => ({
      apps: [{ bundleId: 'com.example.demo', appAppleId: 1 }],
      apiKey: () => null,
      sharedSecret: () => null,
    }),
    googleOf: async () => null,
  };
  const simulatorUrl = 'http://127.0.0.1:1';

  it('makes a verifier of a mode that believes unsigned data', () => {
    const root = appleRootCertificate();
    const insist = AppleVerifier as unknown as new (...all: unknown[]) => AppleVerifier;
    for (const environment of ['Xcode', 'LocalTesting']) {
      for (const all of [
        [root, environment],
        [root, false, environment, 'com.example.demo', 1],
      ]) {
        expect(new insist(...all)).toMatchObject({ environment: 'Production' });
      }
    }
    // @ts-expect-error a verifier takes a root and nothing else
    void (() => new AppleVerifier(root, 'Xcode'));
  });

  it('believes the simulator in production', () => {
    const simulated = { production: true, storeMode: 'simulator', simulatorUrl } as const;
    expect(() => storeAccounts(simulated, titles)).toThrow('never believed in production');
  });

  it('makes live mode believe another root than that of Apple', async () => {
    const live = { production: true, storeMode: 'live', simulatorUrl } as const;
    const accounts = storeAccounts(live, titles);
    expect(accounts).toBeInstanceOf(LiveAccounts);
    expect((await accounts.appleRoot()).equals(appleRootCertificate())).toBe(true);
    const fingerprint = new AppleVerifier(await accounts.appleRoot());
    expect(fingerprint.root).toHaveLength(583);
    expect(APPLE_ROOT_SHA256).toMatch(/^63343abf.*9179$/);
  });

  it('lets live mode believe what the simulator signed', async () => {
    const stores = await openStoresInTest();
    const gateway = new AppleGateway(new LiveAccounts(titles), clock);
    const { proof } = await stores.simulator.control.buy({ store: 'apple', productId: 'gems_500' });
    expect(await gateway.verify(demo, shown(proof!))).toEqual(invalid);
    await stores.close();
  });
});
