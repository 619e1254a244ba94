// What a catalog of ten thousand offers costs: read, prepared, seen first, seen again. In one
// process and in turns, beside a plain JSON.parse and JSON.stringify of the same. It is CPU time,
// which is nearly the same on a busy machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/tools.mjs';
import { largeCatalog, NOW, OFFERS } from './large-catalog.mjs';
import { commitFacts, machineFacts } from './machine.mjs';
import { table } from './table.mjs';

const ROUNDS = 15;
const FIRST_SIGHTS = 20;
const CACHED_SIGHTS = 1_000;
const VERSION = 'catalog_01h455vb4pex5vsknk084sn02q';
const AIMS = { validation: 2_000, 'first sight of a player': 5, 'cached sight': 0.2 };

const built = (path) => import(pathToFileURL(join(ROOT, 'dist/src', path)).href);

/** Prints and saves the table; needs a build and starts nothing. */
export async function catalogBench({ seconds: _, ...args }) {
  const facts = { ...commitFacts(), machine: machineFacts(ROOT) };
  const house = {
    ...(await built('catalog/catalog-content.js')),
    ...(await built('catalog/published-catalog.js')),
    ...(await built('shop/prepared-shop.js')),
    ...(await built('shop/shop.js')),
  };
  const document = largeCatalog();
  const content = soundContent(house, document);
  const rows = measured(house, { document, content });
  console.log(`\n${OFFERS} offers, ${(content.text.length / 1e6).toFixed(1)} MB as a document.\n`);
  const titles = ['what', 'CPU ms', 'p99 ms', 'of JSON', 'aim ms'];
  console.log(
    table(
      titles,
      rows.map((row) => [row.part, row.p50, row.p99, row.ratio, AIMS[row.part]]),
    ),
  );
  save({ scenario: args.scenario, at: new Date().toISOString(), ...facts }, rows);
}

function soundContent({ readCatalogJson }, document) {
  const { content, faults } = readCatalogJson(document);
  if (content === null) throw new Error(`the bench's catalog has faults: ${faults[0].message}`);
  return content;
}

/**
 * Each round reads a new catalog, so that nothing is prepared; what is compared to JSON takes turns
 * with it.
 */
function measured(house, { document, content }) {
  const times = {};
  const note = (part, work, calls = 1) => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    const spent = (user + system) / 1e3 / calls;
    times[part] ??= [];
    times[part].push(spent);
    return result;
  };
  let players = 0;
  for (let round = 0; round < ROUNDS; round++) {
    note('JSON.parse of the document', () => JSON.parse(content.text));
    note('validation', () => soundContent(house, document));
    const catalog = note('loading a stored version', () =>
      house.storedCatalog({ id: VERSION, text: content.text, hash: content.hash }),
    );
    const shops = new house.PreparedShops();
    const see = (facts) =>
      shops.shop({ catalog, facts, preferences: ['de'], now: NOW, nextPublicationAt: null });
    note('very first sight of a version', () => see(playerOf(players++)));
    for (let sight = 0; sight < FIRST_SIGHTS; sight++) {
      const facts = playerOf(players++);
      note('first sight of a player', () => see(facts));
    }
    const facts = playerOf(0);
    const shop = house.shopAt({ catalog, facts, locale: 'de', now: NOW, nextPublicationAt: null });
    note('JSON.stringify of a shop', () => JSON.stringify(shop));
    const known = playerOf(players);
    see(known);
    const again = Array.from({ length: CACHED_SIGHTS }, () => ({ ...known }));
    note('cached sight', () => again.forEach(see), CACHED_SIGHTS);
  }
  return rowsOf(times);
}

/** Each sees a shop of their own: another level of one of the swords. */
function playerOf(number) {
  return {
    country: ['DE', 'US', 'JP'][number % 3],
    platform: ['ios', 'android', 'web'][number % 2],
    level: number % 40,
    spent: number % 4,
    firstSeenAt: NOW - (number % 60) * 86_400_000,
    timeZone: ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'UTC'][number % 4],
    custom: { vip: number % 5 === 0 },
    heldLevels: new Map(
      Array.from({ length: 10 }, (_, bit) => [`item.${bit * 50}`, (number >> bit) & 1]),
    ),
  };
}

function rowsOf(times) {
  const at = (values, share) =>
    values[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)];
  const rounded = (value) => Number(value.toPrecision(3));
  const medians = Object.fromEntries(
    Object.entries(times).map(([part, values]) => [
      part,
      at(
        values.sort((a, b) => a - b),
        0.5,
      ),
    ]),
  );
  return Object.entries(times).map(([part, values]) => {
    const reading = part === 'validation' || part.startsWith('loading');
    const beside = medians[reading ? 'JSON.parse of the document' : 'JSON.stringify of a shop'];
    return {
      part,
      samples: values.length,
      p50: rounded(medians[part]),
      p99: rounded(at(values, 0.99)),
      ratio: part.startsWith('JSON') ? null : rounded(medians[part] / beside),
    };
  });
}

function save(result, rows) {
  const name = `${result.at.slice(0, 10)}-${result.scenario}.json`;
  const path = join(dirname(fileURLToPath(import.meta.url)), 'results', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ ...result, rows }, null, 2)}\n`);
  console.log(`\nSaved as ${relative(ROOT, path)}.`);
}
