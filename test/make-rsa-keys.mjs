// Runs once before all tests: hundreds of simulators start in them, and each needs a key that takes
// a third of a second to make. Nothing is kept, and the next run has others.
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** More than two neighbouring simulators use, with the stranger who forges. */
const COUNT = 6;

export default async function makeRsaKeys() {
  const keys = await Promise.all(
    Array.from({ length: COUNT }, () => promisify(generateKeyPair)('rsa', { modulusLength: 2048 })),
  );
  process.env.TEST_RSA_KEYS = JSON.stringify(
    keys.map(({ privateKey }) => privateKey.export({ format: 'pem', type: 'pkcs8' })),
  );
}
