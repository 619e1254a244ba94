// `npm run prove:worlds -- --count 500 [--seed n]`: random worlds of the real client against the real
// service and simulator, on every database that there is, with kills of the client and the service.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '500' }, seed: { type: 'string' } },
});
for (const [name, value] of Object.entries(values))
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${name} is to be a whole number above zero`);

const test = fileURLToPath(new URL('test.mjs', import.meta.url));
const env = { ...process.env, PROOF: 'long', REAL_WORLDS: values.count };
if (values.seed) env.SEED = values.seed;
const args = [test, '--testPathPatterns', 'test/worlds/real-worlds'];
spawn(process.execPath, args, { stdio: 'inherit', env }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
