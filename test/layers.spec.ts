import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const { forbidden } = require(CONFIG) as { forbidden: { name: string }[] };
const FOLDERS = ['src', 'sdk/src', 'simulator', 'verifier', 'examples', 'test'];

/** A file that breaks one rule and no other: the rule, the file and its text. */
const BREACHES: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['no-cycles', 'src/till/a.ts', "import { b } from './b.js';\nexport const a = () => b;\n"],
  ['no-cycles', 'src/till/b.ts', "import { a } from './a.js';\nexport const b = () => a;\n"],
  ['kernel-imports-nothing', 'src/kernel/x.ts', "import 'node:fs';\n"],
  ['kernel-imports-nothing', 'src/kernel/y.ts', "import '../ledger/target.js';\n"],
  ['platform-knows-no-feature', 'src/platform/x.ts', "import '../ledger/target.js';\n"],
  ['platform-knows-no-feature', 'src/platform/y.ts', "import '../demo/target.js';\n"],
  ['src-stays-inside', 'src/x.ts', "import '../simulator/target.js';\n"],
  ['sql-only-in-stores', 'src/players/x.service.ts', "import '../platform/database/sql.js';\n"],
  ['features-hide-their-layers', 'src/till/x.ts', "import '../players/target.worker.js';\n"],
  ['features-hide-their-layers', 'src/till/y.ts', "import '../players/target.controller.js';\n"],
  ['pure-files-do-no-io', 'src/ledger/x.ts', "import './target.store.js';\n"],
  ['pure-files-do-no-io', 'src/payments/x.ts', "import '@nestjs/common';\n"],
  ['pure-files-do-no-io', 'src/orders/x.ts', "import 'typeorm';\n"],
  ['pure-files-do-no-io', 'src/inventory/x.ts', "import 'node:fs/promises';\n"],
  ['pure-files-do-no-io', 'src/events/x.ts', "import 'node:http';\n"],
  ['domain-knows-no-wire-types', 'src/orders/x.service.ts', "import './target.dto.js';\n"],
  ['simulator-knows-nothing-of-us', 'simulator/x.ts', "import '../src/kernel/target.js';\n"],
  ['verifier-stands-alone', 'verifier/x.mjs', "import '../src/kernel/target.js';\n"],
  ['verifier-stands-alone', 'verifier/y.mjs', "import 'jose';\n"],
  ['pure-files-do-no-io', 'src/draws/x.ts', "import 'node:net';\n"],
  ['sdk-stands-alone', 'sdk/src/x.ts', "import 'node:crypto';\n"],
  ['sdk-stands-alone', 'sdk/src/y.ts', "import 'jose';\n"],
  ['examples-use-only-the-sdk', 'examples/shop/x.ts', "import '../../simulator/target.js';\n"],
  ['jest-only-in-tests', 'src/y.ts', "import 'fast-check';\n"],
  ['jest-only-in-tests', 'simulator/y.ts', "import '@nestjs/testing';\n"],
];

const TARGETS = [
  'src/kernel/target.ts',
  'src/ledger/target.ts',
  'src/ledger/target.store.ts',
  'src/demo/target.ts',
  'src/players/target.worker.ts',
  'src/players/target.controller.ts',
  'src/orders/target.dto.ts',
  'src/platform/database/sql.ts',
  'simulator/target.ts',
  'test/target.ts',
];

/** The names of the rules that the files of a tree break. */
function broken(folder: string): Map<string, Set<string>> {
  const tool = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', CONFIG, '--output-type', 'json', ...FOLDERS];
  const { stdout, stderr } = spawnSync(process.execPath, [tool, ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (!stdout) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  const files = new Map<string, Set<string>>();
  for (const { from, rule } of summary.violations) {
    files.set(from, (files.get(from) ?? new Set()).add(rule.name));
  }
  return files;
}

describe('the layer rules', () => {
  let folder: string;
  let found: Map<string, Set<string>>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemtill-layers-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const configuration = { compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext' } };
    const targets = TARGETS.map((file) => [file, 'export {};\n'] as const);
    const breaches = BREACHES.map(([, file, text]) => [file, text] as const);
    const settings = ['tsconfig.json', JSON.stringify(configuration)] as const;
    for (const [path, text] of [settings, ...targets, ...breaches]) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    found = broken(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('have a planted breach each', () => {
    const planted = new Set(BREACHES.map(([rule]) => rule));
    expect([...planted].sort()).toEqual(forbidden.map((rule) => rule.name).sort());
  });

  it.each(BREACHES.filter(([rule]) => rule !== 'no-cycles'))(
    'see the breach of %s in %s, and call it nothing else',
    (rule, file) => {
      expect([...(found.get(file) ?? [])]).toEqual([rule]);
    },
  );

  it('see a cycle in one of the files that make it', () => {
    const rules = ['src/till/a.ts', 'src/till/b.ts'].flatMap((file) => [
      ...(found.get(file) ?? []),
    ]);
    expect(new Set(rules)).toEqual(new Set(['no-cycles']));
  });

  it('see nothing wrong in the files that break nothing', () => {
    expect(TARGETS.filter((file) => found.has(file))).toEqual([]);
  });

  it('find nothing in the house as it stands', () => {
    expect([...broken(ROOT)]).toEqual([]);
  });
});
