import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { catalogJsonSchema } from '../json-schema.js';
import type { CsvFile } from './csv/csv-export.js';
import { Misused } from './outcome.js';
import { type CatalogFile, HEADER } from './yaml-files.js';

/** The files name it in their first line: an editor then completes and checks. */
const SCHEMA_FILE = 'catalog.schema.json';
const CSV_BYTES_MAX = 16_000_000;
const PLAN_BYTES_MAX = 40_000_000;

/** The text of a plan; throws `Misused`. */
export async function planFile(path: string): Promise<string> {
  return textOf(path, PLAN_BYTES_MAX);
}

export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch(() => {
    throw new Misused(`${path} cannot be written.`);
  });
}

/** All CSV files of a folder, sorted by name; throws `Misused` when there are none. */
export async function readCsvFolder(folder: string): Promise<CsvFile[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.csv'));
  if (names.length === 0) throw new Misused(`The folder ${folder} holds no .csv files.`);
  const files = names.map(async (name) => ({
    name,
    text: await textOf(join(folder, name), CSV_BYTES_MAX),
  }));
  return Promise.all(files);
}

/** Writes CSV files, over those of the same names. */
export async function writeCsvFolder(folder: string, files: readonly CsvFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, text } of files) await writeText(join(folder, name), text);
}

/**
 * Makes a folder hold exactly these YAML files: those that an earlier pull wrote are replaced or
 * taken away. Throws `Misused` when there are others, whose things would stand there twice.
 */
export async function writeCatalogFolder(
  folder: string,
  files: readonly CatalogFile[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const there = (await namesIn(folder)).filter(isCatalogFile);
  const texts = new Map<string, string>();
  for (const name of there) texts.set(name, await textOf(join(folder, name), PLAN_BYTES_MAX));
  const own = (name: string) => texts.get(name)!.startsWith(HEADER);
  const others = there.filter((name) => !own(name));
  if (others.length > 0) {
    const names = others.slice(0, 5).join(', ');
    throw new Misused(`${folder} holds ${names}, which a pull did not write: name a new folder.`);
  }
  for (const { name, text } of files) await writeText(join(folder, name), text);
  await writeText(join(folder, SCHEMA_FILE), `${JSON.stringify(catalogJsonSchema(), null, 2)}\n`);
  const kept = new Set(files.map(({ name }) => name));
  for (const name of there) if (!kept.has(name)) await rm(join(folder, name));
}

function isCatalogFile(name: string): boolean {
  return /\.(ya?ml|json)$/.test(name) && !name.startsWith('.') && !name.endsWith('.schema.json');
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new Misused(`There is no folder ${folder}.`);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
}

/** UTF-8 alone: a text in another encoding would come back as other letters. */
async function textOf(path: string, bytesMax: number): Promise<string> {
  try {
    if ((await stat(path)).size > bytesMax) {
      throw new Misused(`${basename(path)} has more than ${bytesMax / 1_000_000} MB.`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof Misused) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not UTF-8: save it so' : 'cannot be read';
    throw new Misused(`${basename(path)} ${why}.`);
  }
}
