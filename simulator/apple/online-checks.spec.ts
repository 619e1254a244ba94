import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { signTruly } from '../forgery.js';
import { makeChainBelow } from '../pki/certificate-chain.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const failure = 7;
const retryable = 2;
const invalidCertificate = 6;

describe("Apple's own verifier with its online checks on", () => {
  let simulator: SimulatorInTest;
  let root: Buffer;

  beforeEach(async () => {
    simulator = await startSimulatorInTest();
    const response = await fetch(`${simulator.url}/pki/root.der`);
    root = Buffer.from(await response.arrayBuffer());
  });
  afterEach(() => simulator.close());

  /** A new one each time: it remembers a good chain for a quarter of an hour. */
  const verify = (proof: string, online = true) =>
    new SignedDataVerifier(
      [root],
      online,
      Environment.PRODUCTION,
      'com.example.demo',
      1000000001,
    ).verifyAndDecodeTransaction(proof);
  const buy = async () =>
    (await simulator.control.buy({ store: 'apple', productId: 'gems' })).proof!;

  it('accepts a purchase, having asked about both certificates', async () => {
    await expect(verify(await buy())).resolves.toMatchObject({ productId: 'gems' });
  });

  it('refuses what a revoked leaf signed, and accepts its successor', async () => {
    const before = await buy();
    const { serial } = await simulator.control.changeLeaf('revoke');
    await expect(verify(before)).rejects.toMatchObject({ status: failure });
    await expect(verify(await buy())).rejects.toMatchObject({ status: failure });
    await expect(verify(before, false)).resolves.toBeDefined();
    const next = await simulator.control.changeLeaf('rotate');
    expect(next).toMatchObject({ revoked: false });
    expect(next.serial).not.toBe(serial);
    await expect(verify(await buy())).resolves.toBeDefined();
    await expect(verify(before)).rejects.toMatchObject({ status: failure });
  });

  it('remembers after a restart what was revoked, and that it says where to ask', async () => {
    await simulator.control.changeLeaf('rotate');
    const { port } = simulator;
    const old = await buy();
    await simulator.control.changeLeaf('revoke');
    await simulator.control.changeLeaf('rotate');
    simulator = await simulator.restart({ port });
    await expect(verify(old)).rejects.toMatchObject({ status: failure });
    await expect(verify(await buy())).resolves.toBeDefined();
  });

  it('cannot decide while nobody answers about revocations', async () => {
    const proof = await buy();
    await simulator.control.breakStore({ endpoint: 'apple.ocsp', kind: 'outage' });
    await expect(verify(proof)).rejects.toMatchObject({ status: retryable });
    await simulator.control.healStores();
    await simulator.control.breakStore({ endpoint: 'apple.ocsp', kind: 'status', status: 503 });
    await expect(verify(proof)).rejects.toMatchObject({ status: retryable });
    await simulator.control.healStores();
    await expect(verify(proof)).resolves.toBeDefined();
  });

  it('refuses what an expired leaf signed, online and offline, and accepts what it signed before', async () => {
    const before = await buy();
    const { notAfter } = await simulator.control.changeLeaf('expire');
    expect(Date.parse(notAfter)).toBeLessThan(Date.now());
    const after = await buy();
    for (const online of [true, false]) {
      await expect(verify(after, online)).rejects.toMatchObject({ status: invalidCertificate });
      await expect(verify(before, online)).resolves.toBeDefined();
    }
    await simulator.control.changeLeaf('rotate');
    await expect(verify(await buy())).resolves.toBeDefined();
  });

  it('does not believe in certificates that the authority never issued', async () => {
    const { chain } = simulator;
    const ocspUrl = `${simulator.url}/ocsp`;
    const payload = { bundleId: 'com.example.demo', environment: 'Production' };
    const stolen = await makeChainBelow(chain.root, { ocspUrl });
    const signed = await signTruly(stolen, payload);
    await expect(verify(signed, false)).resolves.toBeDefined();
    await expect(verify(signed)).rejects.toMatchObject({ status: expect.any(Number) });
    const silent = await makeChainBelow(chain.root);
    await expect(verify(await signTruly(silent, payload))).rejects.toMatchObject({
      status: invalidCertificate,
    });
  });

  it('is told that a request is none', async () => {
    const ask = async (body: string) => {
      const headers = { 'content-type': 'application/ocsp-request' };
      const answer = await fetch(`${simulator.url}/ocsp`, { method: 'POST', headers, body });
      expect(answer.headers.get('content-type')).toBe('application/ocsp-response');
      return Buffer.from(await answer.arrayBuffer()).toString('hex');
    };
    const malformed = '30030a0101';
    expect(await ask('nonsense')).toBe(malformed);
    expect(await ask('0\u0000')).toBe(malformed);
  });
});
