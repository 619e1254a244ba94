import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as typescript from 'typescript';
import { ROOT } from './page.js';

const FOLDER = join(ROOT, 'docs/sdk');
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

/** Every TypeScript block of the pages, as a file beside the examples, whose packages it sees. */
function blocks(): Map<string, string> {
  const found = new Map<string, string>();
  for (const page of pages) {
    const matches = [...text(page).matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)];
    for (const [index, [, language, code]] of matches.entries()) {
      const name = `${page.replace('.md', '')}-${index}.${language}`;
      found.set(join(ROOT, 'examples/integrations', name), `${code}\nexport {};\n`);
    }
  }
  return found;
}

function complaintsAbout(files: ReadonlyMap<string, string>): string[] {
  const path = join(ROOT, 'examples/integrations/tsconfig.json');
  const { config } = typescript.readConfigFile(path, typescript.sys.readFile);
  const { options } = typescript.parseJsonConfigFileContent(config, typescript.sys, dirname(path));
  const host = typescript.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...more) => {
    const code = files.get(name);
    return code === undefined
      ? getSourceFile(name, ...more)
      : typescript.createSourceFile(name, code, typescript.ScriptTarget.Latest);
  };
  const program = typescript.createProgram([...files.keys()], options, host);
  return typescript
    .getPreEmitDiagnostics(program)
    .map(
      (one) =>
        `${one.file?.fileName}: ${typescript.flattenDiagnosticMessageText(one.messageText, ' ')}`,
    );
}

describe('the docs of the SDK', () => {
  it('show code that compiles', () => {
    const files = blocks();
    expect(files.size).toBeGreaterThan(4);
    expect(complaintsAbout(files)).toEqual([]);
    const wrong = "import { createClient } from '@gemtill/sdk';\ncreateClient({ url: 5 });";
    const planted = new Map([[join(ROOT, 'examples/integrations/planted.ts'), wrong]]);
    expect(complaintsAbout(planted)).toHaveLength(1);
  });

  it('link only to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...text(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^https?:/.test(link) && !existsSync(join(FOLDER, link)))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});
