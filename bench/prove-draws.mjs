// `npm run draws -- prove 1000000`: draws so often by the built service's own rules, makes every
// draw again with the verifier, then forges the file and sees that each forgery is named.
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/tools.mjs';
import { verifyFile } from '../verifier/run.mjs';
import { Forger } from './draw-forgeries.mjs';
import { drawHistory, numbersFrom } from './draw-history.mjs';

const FILES = [
  'kernel/id',
  'draws/draw-table',
  'draws/draw-seed',
  'draws/draw-result',
  'draws/play',
  'draws/rotate-seed',
];

async function prove({ draws, seed }, folder) {
  const [sound, forged] = ['sound', 'forged'].map((name) => join(folder, `${name}.ndjson`));
  const startedAt = performance.now();
  const house = await builtHouse();
  await write(sound, textOf(drawHistory(house, { draws, seed })));
  const madeAt = performance.now();
  const { wrong, counts } = await verifyFile(sound, console.log);
  const seconds = [madeAt - startedAt, performance.now() - madeAt].map((one) => one / 1000);
  console.log(`made in ${seconds[0].toFixed(1)} s, verified in ${seconds[1].toFixed(1)} s`);
  const forger = new Forger(numbersFrom(seed + 1), draws / 20);
  await write(forged, forgedLines(sound, forger));
  const told = forger.done.map(({ kind, line }) => `${kind} in line ${line}`);
  console.log(`\nforged: ${told.join(', ')}`);
  const found = [];
  await verifyFile(forged, (text) => found.push(text));
  for (const text of found) console.log(text);
  const isNamed = ({ kind, line }) => found.some((text) => text.startsWith(`${line}: ${kind}: `));
  const missed = forger.done.filter((one) => !isNamed(one)).map(({ kind }) => kind);
  missed.push(...forger.left.map(([kind]) => kind));
  if (missed.length > 0) console.log(`\nnot named: ${missed.join(', ')}`);
  return wrong === 0 && counts.rederived === draws && missed.length === 0;
}

async function builtHouse() {
  const from = (file) => import(pathToFileURL(join(ROOT, 'dist', 'src', `${file}.js`)).href);
  return Object.assign({}, ...(await Promise.all(FILES.map(from))));
}

function write(file, lines) {
  return pipeline(Readable.from(lines), createWriteStream(file));
}

function* textOf(records) {
  for (const record of records) yield `${JSON.stringify(record)}\n`;
}

async function* forgedLines(file, forger) {
  const lines = createInterface({ input: createReadStream(file) });
  for await (const line of lines) yield* textOf(forger.lines(JSON.parse(line)));
}

function wishOf(words) {
  const given = /^(?:([1-9]\d{0,8}) ?)?(?:--seed (\d{1,9}))?$/.exec(words.join(' '));
  if (given === null) return null;
  return { draws: Number(given[1] ?? 1_000_000), seed: Number(given[2] ?? Date.now() % 1_000_000) };
}

const wish = wishOf(process.argv.slice(2));
if (wish === null) {
  console.error('usage: npm run draws -- prove [<draws>] [--seed <number>]');
  process.exit(2);
}
console.log(`seed ${wish.seed}`);
const folder = mkdtempSync(join(tmpdir(), 'gemtill-draws-'));
try {
  const proven = await prove(wish, folder);
  console.log(proven ? '\nproven' : '\nNOT proven');
  process.exitCode = proven ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
