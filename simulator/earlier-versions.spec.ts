import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { decodeJwt } from 'jose';
import { ClientInTest } from './apple/client-in-test.js';
import { signTruly } from './forgery.js';
import { publisherInTest } from './google/client-in-test.js';
import { type CertificateChain, type CertifiedKey, makeChain } from './pki/certificate-chain.js';
import { type SimulatorInTest, startSimulatorInTest } from './simulator-in-test.js';

const packageName = 'com.example.demo';
const bundleId = 'com.example.demo';
/** Shortly after the last line of the journal that the first version left. */
const then = 1_795_631_533_000;

/** As the first version stored its chain: without a place to ask about revocations. */
function stored({ root, intermediate, leaf }: CertificateChain): string {
  const plain = ({ certificate, privateKey }: CertifiedKey) => ({
    certificate: certificate.toString('base64'),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }),
  });
  const chain = { root: plain(root), intermediate: plain(intermediate), leaf: plain(leaf) };
  return JSON.stringify(chain);
}

describe('A folder that the first version of the simulator left', () => {
  let simulator: SimulatorInTest;
  let chain: CertificateChain;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gemtill-simulator-'));
    chain = await makeChain();
    writeFileSync(join(folder, 'chain.json'), stored(chain));
    const journal = readFileSync(join(__dirname, 'first-version.jsonl'), 'utf8');
    const clock = `${JSON.stringify({ kind: 'clock', offsetMs: then - Date.now() })}\n`;
    writeFileSync(join(folder, 'journal.jsonl'), journal + clock);
    simulator = await startSimulatorInTest(folder);
  });
  afterAll(() => simulator.close());

  const all = async () => {
    const list = await simulator.control.call<{ data: { id: string; store: string }[] }>(
      'GET',
      '/purchases',
    );
    return Promise.all([...list.data].reverse().map(({ id }) => simulator.control.purchase(id)));
  };

  it('keeps its root, and signs below it with certificates that can be asked about', async () => {
    const pem = await fetch(`${simulator.url}/pki/root.der`);
    const root = Buffer.from(await pem.arrayBuffer());
    expect(root).toEqual(chain.root.certificate);
    const payload = { bundleId, environment: 'Production', transactionId: '1' };
    const before = await signTruly(chain, payload);
    const [bought] = await all();
    for (const [proof, online] of [
      [before, false],
      [bought!.proof!, false],
      [bought!.proof!, true],
    ] as const) {
      const environment = Environment.PRODUCTION;
      const verifier = new SignedDataVerifier([root], online, environment, bundleId, 1000000001);
      await expect(verifier.verifyAndDecodeTransaction(proof)).resolves.toMatchObject({ bundleId });
    }
  });

  it('still has every purchase, and what was given back of it', async () => {
    expect(await all()).toMatchObject([
      {
        store: 'apple',
        title: 'demo',
        bundleId,
        kind: 'normal',
        appTransactionId: expect.stringMatching(/^70\d+$/),
        refund: { percentage: 50, cause: 'refund', reason: 0, type: 'REFUND_PRORATED' },
      },
      { store: 'apple', title: 'other', bundleId: 'com.example.other', environment: 'sandbox' },
      { store: 'google', packageName, quantity: 3, refund: { quantity: 1, source: 0, reason: 0 } },
      { store: 'google', state: 'pending', orderId: null },
      { store: 'google', kind: 'test', environment: 'sandbox', state: 'refunded' },
    ]);
  });

  it('is known to the vendors’ own clients', async () => {
    const [apple, , partial, , whole] = await all();
    const { google, apple: account } = await simulator.control.credentials();
    const client = new ClientInTest(account.baseUrls.production, account);
    const { signedTransactions } = await client.getRefundHistory(apple!.id, null);
    expect(signedTransactions!.map((one) => decodeJwt(one).transactionId)).toEqual([apple!.id]);
    const list = { packageName, includeQuantityBasedPartialRefund: true };
    const { data } = await publisherInTest(google).purchases.voidedpurchases.list(list);
    expect(data.voidedPurchases).toMatchObject([
      { purchaseToken: partial!.id, voidedQuantity: 1 },
      { purchaseToken: whole!.id },
    ]);
  });

  it('goes on: what waited is paid, and all of it is there after another start', async () => {
    const [, , , waiting] = await all();
    await simulator.control.settle(waiting!.id);
    const before = await all();
    simulator = await simulator.restart();
    const after = await all();
    const withoutProof = (view: object) => ({ ...view, proof: null });
    expect(after.map(withoutProof)).toEqual(before.map(withoutProof));
    expect(after[3]).toMatchObject({ state: 'purchased', orderId: expect.any(String) });
  });
});
