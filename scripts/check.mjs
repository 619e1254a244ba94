// `npm run check`: everything that CI asks. Stops at the first thing that is wrong.
import { join } from 'node:path';
import { build, install, installIntegrations, ROOT, runNode, tool } from './tools.mjs';

install();
installIntegrations();
const steps = [
  ['format and lint', [tool('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']],
  [
    'layers',
    [
      tool('dependency-cruiser', 'bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      ...['src', 'sdk/src', 'simulator', 'examples', 'test'],
    ],
  ],
  ['types', [tool('typescript', 'bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['types of the SDK', [tool('typescript', 'bin/tsc'), '--noEmit', '-p', 'sdk/tsconfig.json']],
  [
    "types of the SDK's tests",
    [tool('typescript', 'bin/tsc'), '--noEmit', '-p', 'sdk/tsconfig.spec.json'],
  ],
  [
    'types of the demo shop',
    [tool('typescript', 'bin/tsc'), '--noEmit', '-p', 'examples/shop/tsconfig.json'],
  ],
  [
    'types of the demo game',
    [tool('typescript', 'bin/tsc'), '--noEmit', '-p', 'examples/game/tsconfig.json'],
  ],
  [
    'types of the purchase sources',
    [tool('typescript', 'bin/tsc'), '-p', 'examples/integrations/tsconfig.json'],
  ],
  ['size of the SDK', [join(ROOT, 'sdk', 'size.mjs')]],
  ['docker-compose.yml', [tool('dclint', 'bin/dclint.cjs'), 'docker-compose.yml']],
  ['build', null],
  ['reference of the SDK', [join(ROOT, 'sdk', 'reference.mjs'), '--check']],
  ['package of the SDK', [join(ROOT, 'sdk', 'pack-check.mjs')]],
  ['drift of openapi.json', [join(ROOT, 'dist', 'src', 'commands', 'openapi.js'), '--check']],
  ["drift of the SDK's types", [join(ROOT, 'scripts', 'sdk-wire.mjs'), '--check']],
  ['tests', [join(ROOT, 'scripts', 'test.mjs')]],
];
for (const [name, args] of steps) {
  console.log(`\n== ${name}`);
  try {
    if (args) runNode(args);
    else build();
  } catch (error) {
    console.error(`\n${name}: ${error.message}`);
    process.exit(1);
  }
}
console.log('\nEverything is in order.');
