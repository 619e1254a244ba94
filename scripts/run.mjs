// `npm run catalog|title|operator|audit|reconcile|openapi -- …`: a command of the built service.
import { join } from 'node:path';
import { build, install, ROOT, start } from './tools.mjs';

const [command, ...args] = process.argv.slice(2);
install();
const log = console.log;
console.log = console.error; // a command's output is its own
build();
console.log = log;
const child = start([
  '--enable-source-maps',
  join(ROOT, 'dist', 'src', 'commands', `${command}.js`),
  ...args,
]);
child.on('exit', (code) => process.exit(code ?? 1));
