import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import type { createClient } from '../../sdk/src/index.js';

const FOLDER = join(__dirname, '../../sdk/src');

/** What the SDK finds in the world around it; each process of a world has its own. */
export interface Surroundings {
  readonly setTimeout: (run: () => void, delayMs?: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  readonly navigator: unknown;
  readonly Math: typeof Math;
  readonly Date: { now(): number; parse(text: string): number };
}

/** Text that is replaced in one file of the SDK before it is loaded: a mistake made on purpose. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

type Module = Record<string, unknown>;
type Load = (require: (name: string) => Module, exports: Module, ...around: unknown[]) => void;

/** The real SDK, that can be started in many surroundings. */
export interface Sdk {
  start(around: Surroundings): { readonly createClient: typeof createClient };
}

const NAMES = ['setTimeout', 'clearTimeout', 'navigator', 'Math', 'Date', 'localStorage'] as const;

const sources = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|^testing/.test(file))
    .map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
);
const compiled = new Map<string, Load>();

function compile(file: string, text: string): Load {
  const known = compiled.get(text);
  if (known) return known;
  const { code } = transformSync(text, {
    filename: file,
    swcrc: false,
    configFile: false,
    module: { type: 'commonjs', importInterop: 'none' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: file.endsWith('x') } },
  });
  const load = new Function('require', 'exports', ...NAMES, code) as Load;
  compiled.set(text, load);
  return load;
}

/** Reads a change into the source; throws when the text is not there (any more), or not once. */
function changed(file: string, text: string, changes: readonly Change[]): string {
  let result = text;
  for (const { from, to } of changes.filter((change) => change.file === file)) {
    if (result.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`);
    result = result.replace(from, () => to);
  }
  return result;
}

/**
 * Loads the SDK from its source, not as a module of this process: every start gets its own timers,
 * locks and random numbers, and a test can plant a mistake in the text.
 */
export function loadSdk(changes: readonly Change[] = []): Sdk {
  for (const { file } of changes) if (!sources.has(file)) throw new Error(`there is no ${file}`);
  const loads = new Map<string, Load>();
  const loadOf = (file: string): Load => {
    const text = sources.get(file);
    if (text === undefined) throw new Error(`the SDK imports ${file}, which is not there`);
    const load = loads.get(file) ?? compile(file, changed(file, text, changes));
    loads.set(file, load);
    return load;
  };
  for (const { file } of changes) loadOf(file);
  return {
    start(around) {
      const given = NAMES.map((name) => (around as unknown as Module)[name]);
      const modules = new Map<string, Module>();
      const load = (file: string): Module => {
        const known = modules.get(file);
        if (known) return known;
        const module: Module = {};
        modules.set(file, module);
        const below = join(file, '..');
        const require = (name: string) => load(join(below, name.replace(/\.js$/, '.ts')));
        loadOf(file)(require, module, ...given);
        return module;
      };
      return load('index.ts') as { createClient: typeof createClient };
    },
  };
}
