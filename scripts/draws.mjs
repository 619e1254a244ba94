// `npm run draws -- export|verify|prove …`: draws as a file, and whether they are what they must be.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, ROOT } from './tools.mjs';

const words = process.argv.slice(2);
const PROGRAM = {
  verify: [join(ROOT, 'verifier', 'run.mjs'), ...words.slice(1)],
  prove: [join(ROOT, 'bench', 'prove-draws.mjs'), ...words.slice(1)],
};
const program = PROGRAM[words[0]] ?? [join(ROOT, 'dist', 'src', 'commands', 'draws.js'), ...words];
// The verifier stands alone: it needs neither dependencies nor a build.
if (words[0] !== 'verify') {
  install();
  const log = console.log;
  console.log = console.error; // a command's output is its own
  build();
  console.log = log;
}
const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
process.exitCode = status ?? 1;
