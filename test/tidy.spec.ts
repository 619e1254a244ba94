import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import * as typescript from 'typescript';
import { ERROR_CODES } from '../src/kernel/error-codes.js';

const ROOT = resolve(__dirname, '..');
const CODE = ['src', 'sdk/src', 'simulator', 'examples', 'test'];
const SKIPPED = /(^|\/)(node_modules|dist|\.git|\.data|built)(\/|$)/;
const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const LINE_MAX = 100;

/**
 * What the lead still has to mend. An entry that is not needed any more fails the test, so that the
 * list only gets shorter.
 */
const KNOWN: readonly string[] = ['left out test/e2e/kill.spec.ts', 'untested request_timeout'];

function filesBelow(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).flatMap((name) => {
    const child = folder === '.' ? name : join(folder, name);
    if (SKIPPED.test(child)) return [];
    return statSync(join(ROOT, child)).isDirectory() ? filesBelow(child) : [child];
  });
}

const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');
// What is written by a program is as long as what it is written from.
const GENERATED = /\/generated\//;
const sources = CODE.flatMap(filesBelow).filter(
  (file) => /\.(ts|tsx|mjs|js)$/.test(file) && !GENERATED.test(file),
);
const specs = [...CODE.flatMap(filesBelow)].filter((file) => /\.spec\.ts$/.test(file));
const words = filesBelow('.').filter((file) =>
  /\.(ts|tsx|mjs|cjs|js|md|sql|yaml|yml|json|html|css)$/.test(file),
);

/**
 * Functions above the limit; a `describe` is a list of tests, each of which is looked at. A function
 * inside counts there as one line: a factory is a list of what it makes.
 */
function longFunctions(file: string): string[] {
  const tree = typescript.createSourceFile(file, text(file), typescript.ScriptTarget.Latest, true);
  const found: string[] = [];
  const linesOf = (node: typescript.Node) =>
    tree.getLineAndCharacterOfPosition(node.end).line -
    tree.getLineAndCharacterOfPosition(node.getStart()).line;
  const inside = (node: typescript.Node): number => {
    let lines = 0;
    typescript.forEachChild(node, (child) => {
      lines += typescript.isFunctionLike(child) ? linesOf(child) : inside(child);
    });
    return lines;
  };
  const look = (node: typescript.Node): void => {
    const calls = typescript.isCallExpression(node.parent ?? node) ? node.parent : null;
    const suite = calls !== null && /^describe/.test(calls.getText().slice(0, 20));
    if (typescript.isFunctionLike(node) && 'body' in node && node.body && !suite) {
      if (linesOf(node) + 1 - inside(node) > FUNCTION_LINES_MAX) found.push(file);
    }
    typescript.forEachChild(node, look);
  };
  look(tree);
  return found;
}

function expectOnlyKnown(kind: string, found: readonly string[]): void {
  const known = KNOWN.filter((one) => one.startsWith(`${kind} `));
  const seen = [...new Set(found)].map((one) => `${kind} ${one}`).sort();
  expect(seen.filter((one) => !known.includes(one))).toEqual([]);
  const there = known.filter((one) => existsSync(join(ROOT, one.slice(kind.length + 1))));
  expect(there.filter((one) => !seen.includes(one))).toEqual([]);
}

describe('the repository is tidy', () => {
  it('looks at something', () => {
    expect(sources.length).toBeGreaterThan(150);
    expect(specs.length).toBeGreaterThan(20);
    expect(words.length).toBeGreaterThan(sources.length);
  });

  it(`has no file above ${FILE_LINES_MAX} lines`, () => {
    const long = sources.filter((file) => text(file).trimEnd().split('\n').length > FILE_LINES_MAX);
    expectOnlyKnown('file', long);
  });

  it(`has no line above ${LINE_MAX} characters`, () => {
    // Quoted text, such as the name of a test, cannot be broken, nor can a pattern.
    const isLong = (line: string) => [...line].length > LINE_MAX && !/['"`]|\/[gimu]*;$/.test(line);
    const long = sources.filter((file) => text(file).split('\n').some(isLong));
    expectOnlyKnown('line', long);
  });

  it(`has no function above ${FUNCTION_LINES_MAX} lines`, () => {
    expectOnlyKnown('function', sources.flatMap(longFunctions));
  });

  it('runs every test that it has', () => {
    const left = /\b(it|test|describe)\s*\.\s*(only|skip|todo)\b|\b(xit|fit|xdescribe|fdescribe)\(/;
    expectOnlyKnown(
      'left out',
      specs.filter((file) => left.test(text(file))),
    );
  });

  it('names things by what they are', () => {
    const vague = /(^|\/)(utils?|common|helpers?|misc)(\.|\/)|(^|\/)index\.ts$/;
    const allowed = ['sdk/src/index.ts'];
    expectOnlyKnown(
      'name',
      sources.filter((file) => vague.test(file) && !allowed.includes(file)),
    );
  });

  it('explains every room', () => {
    const below = (folder: string) =>
      readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((one) => one.isDirectory())
        .map((one) => join(folder, one.name));
    const rooms = [
      ...below('src').filter((one) => one !== 'src/platform'),
      ...below('src/platform'),
    ];
    expectOnlyKnown(
      'room',
      rooms.filter((room) => !existsSync(join(ROOT, room, 'README.md'))),
    );
  });

  it('tests every error code', () => {
    const tests = specs
      .filter((file) => file !== 'test/tidy.spec.ts')
      .map(text)
      .join('\n');
    const untested = Object.keys(ERROR_CODES).filter((code) => !tests.includes(code));
    expectOnlyKnown('untested', untested);
  });

  it('documents every error code, and no code that is gone', () => {
    const codes = Object.keys(ERROR_CODES);
    const pages = filesBelow('docs/errors').map((file) => basename(file, '.md'));
    expectOnlyKnown(
      'undocumented',
      codes.filter((code) => !pages.includes(code)),
    );
    const other = pages.filter((page) => !codes.includes(page) && page !== 'README');
    expectOnlyKnown('documented', other);
  });

  it('says nothing that only this machine or its makers understand', () => {
    const unfinished = ['TO', 'DO'].join('');
    // A root such as `/app` would be found in every other path.
    const place = ROOT.split('/').length > 2 ? `${ROOT}(/|\\b)|` : '';
    const banned = new RegExp(`${place}\\b${unfinished}\\b|\\bFIX${'ME'}\\b`);
    expectOnlyKnown(
      'word',
      words.filter((file) => banned.test(text(file))),
    );
  });

  it('numbers its migrations without a gap and names each by what it does', () => {
    const files = readdirSync(join(ROOT, 'migrations')).filter((file) => file !== 'README.md');
    const numbers = files
      .sort()
      .map((file) => /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/.exec(file)?.[1]);
    expect(numbers).toEqual(files.map((_, at) => String(at + 1).padStart(4, '0')));
  });

  it('is not read from elsewhere', () => {
    expect(relative(ROOT, __dirname)).toBe('test');
  });
});
