// `npm run prove`: the random tests again, as often as a proof needs, and every walk through the
// whole service on each database: longer than people wait.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROOFS = [
  'src/ledger/wallet-model',
  'test/e2e/',
  'test/payments/refund-permutations',
  'test/simulator-page',
  'test/upgrade',
];
const test = fileURLToPath(new URL('test.mjs', import.meta.url));
const args = [test, '--testPathPatterns', PROOFS.join('|'), ...process.argv.slice(2)];
const env = { ...process.env, PROOF: 'long' };
spawn(process.execPath, args, { stdio: 'inherit', env }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
