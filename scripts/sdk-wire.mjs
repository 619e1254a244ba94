// `npm run sdk:wire`: the SDK's error codes and wire types, from openapi.json. `--check` only says
// whether they are as they would be written.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, tool } from './tools.mjs';

const FOLDER = join(ROOT, 'sdk', 'src', 'generated');
const HEAD = '// Written by `npm run sdk:wire` from openapi.json; do not edit.\n';

const { paths, components } = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));
const { schemas } = components;

const comment = (text) => (text ? `/** ${text.replace(/\s+/g, ' ').trim()} */\n` : '');
const nameOf = (reference) => reference.split('/').at(-1);

/** The type of a schema, as TypeScript. */
function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const several = [schema.oneOf, schema.anyOf, schema.allOf].find((list) => list?.length > 0);
  if (several) return several.map(typeOf).join(several === schema.allOf ? ' & ' : ' | ');
  const alone = {
    array: () => `readonly (${typeOf(schema.items ?? {})})[]`,
    boolean: () => 'boolean',
    integer: () => 'number',
    number: () => 'number',
    object: () => membersOf(schema),
    string: () => 'string',
  }[schema.type];
  const type = alone ? alone() : 'unknown';
  return schema.nullable ? `${type} | null` : type;
}

function membersOf({ properties = {}, required = [], additionalProperties }) {
  if (additionalProperties?.type || additionalProperties?.$ref)
    return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${comment(schema.description)}readonly ${JSON.stringify(name)}${mark}: ${typeOf(schema)};`;
  });
  return members.length > 0 ? `{\n${members.join('\n')}\n}` : 'Readonly<Record<string, unknown>>';
}

/** The names of all schemas that something refers to, directly or by way of others. */
function named(thing, found = new Set()) {
  JSON.stringify(thing, (key, value) => {
    if (key === '$ref' && schemas[nameOf(value)] && !found.has(nameOf(value))) {
      found.add(nameOf(value));
      named(schemas[nameOf(value)], found);
    }
    return value;
  });
  return found;
}

function errorCodes() {
  const { enum: codes, 'x-titles': titles } = schemas.ErrorCode;
  const union = codes.map((code) => `${comment(`${titles[code]}.`)}| ${JSON.stringify(code)}`);
  return `${HEAD}
/** Every code of a problem that this version of the service answers; a newer one may have more. */
export type ErrorCode =\n${union.join('\n')};\n`;
}

/** What games and game servers send and get; operators have no SDK. */
function wireTypes() {
  const routes = Object.entries(paths).filter(([path]) => !path.startsWith('/v1/admin/'));
  const names = [...named(routes.map(([, route]) => route))].filter(
    (name) => Object.keys(schemas[name].properties ?? {}).length > 0,
  );
  const types = names.sort().map((name) => {
    const { description, ...schema } = schemas[name];
    return `${comment(description)}export interface ${name} ${membersOf(schema)}`;
  });
  const codes = "import type { ErrorCode } from './error-codes.js';\n";
  return `${HEAD}\n${codes}\n${types.join('\n\n')}\n`;
}

function formatted(text, name) {
  const args = [tool('@biomejs/biome', 'bin/biome'), 'format', `--stdin-file-path=${name}`];
  return execFileSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' });
}

const files = { 'error-codes.ts': errorCodes(), 'wire.ts': wireTypes() };
mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const path = join(FOLDER, name);
  const wanted = formatted(text, relative(ROOT, path));
  const there = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (there === wanted) continue;
  if (process.argv.includes('--check')) {
    console.error(`${relative(ROOT, path)} is not what openapi.json says: npm run sdk:wire`);
    process.exitCode = 1;
  } else writeFileSync(path, wanted);
}
