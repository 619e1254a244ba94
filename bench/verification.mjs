// What it costs to believe a transaction of Apple: the verifier beside a bare check of its
// signature, in one process and in turns, so that only the ratio matters.
import { verify as verifySignature, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/tools.mjs';
import { table } from './table.mjs';

const PROOFS = 200;
const ROUNDS = 30;
const FIRST_SIGHTS = 20;

const built = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);

/** Prints the table; needs a build and starts nothing. */
export async function verificationBench() {
  const { makeChain } = await built('simulator/pki/certificate-chain.js');
  const { signTruly } = await built('simulator/forgery.js');
  const { AppleVerifier } = await built('src/stores/apple/apple-verifier.js');
  const chain = await makeChain();
  const proofs = await Promise.all(
    Array.from({ length: PROOFS }, (_, id) => signTruly(chain, transaction(id))),
  );
  const key = new X509Certificate(chain.leaf.certificate).publicKey;
  const known = new AppleVerifier(chain.root.certificate);
  const ways = {
    'signature alone': (proof) => checkSignature(proof, key),
    'verifier, chain known': (proof) => known.verify(proof),
    'verifier, first sight': (proof) => new AppleVerifier(chain.root.certificate).verify(proof),
  };
  const costs = await microseconds(ways, proofs);
  const signature = costs['signature alone'];
  const rows = Object.entries(costs).map(([name, cost]) => [
    name,
    cost.toFixed(0),
    (cost / signature).toFixed(2),
  ]);
  console.log(`\n${table(['what', 'CPU us', 'ratio'], rows)}`);
}

function transaction(id) {
  return {
    transactionId: String(2_000_000_000_000_000 + id),
    originalTransactionId: String(2_000_000_000_000_000 + id),
    bundleId: 'com.example.demo',
    productId: 'gems_500',
    purchaseDate: Date.now(),
    quantity: 1,
    type: 'Consumable',
    appAccountToken: '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80',
    inAppOwnershipType: 'PURCHASED',
    signedDate: Date.now(),
    environment: 'Production',
    storefront: 'USA',
    price: 4990,
    currency: 'USD',
  };
}

function checkSignature(proof, key) {
  const end = proof.lastIndexOf('.');
  const signature = Buffer.from(proof.slice(end + 1), 'base64url');
  const signed = Buffer.from(proof.slice(0, end));
  return verifySignature('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature) || null;
}

/** The median of the rounds; the ways take turns, so that a slow moment meets all of them. */
async function microseconds(ways, proofs) {
  const rounds = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const some = name.endsWith('first sight') ? proofs.slice(0, FIRST_SIGHTS) : proofs;
      const before = process.cpuUsage();
      for (const proof of some) {
        if ((await way(proof)) === null) throw new Error(`${name} does not believe a true proof`);
      }
      const { user, system } = process.cpuUsage(before);
      rounds[name].push((user + system) / some.length);
    }
  }
  return Object.fromEntries(
    Object.entries(rounds).map(([name, costs]) => [name, costs.sort((a, b) => a - b)[ROUNDS / 2]]),
  );
}
