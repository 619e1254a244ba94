// `npm run simulator`: the store simulator alone.
import { join } from 'node:path';
import { build, install, ROOT, start } from './tools.mjs';

install();
build();
const child = start(['--enable-source-maps', join(ROOT, 'dist', 'simulator', 'main.js')]);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
