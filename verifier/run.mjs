// `node verifier/run.mjs draws.ndjson`: exit code 0 all is as it must be, 1 something is not, 2 it
// could not look. Needs Node.js and nothing else: copy this folder and run it where you like.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { chanceOf } from './chi-squared.mjs';
import { FAULT_KINDS } from './draw-faults.mjs';
import { DrawVerifier } from './verify-draws.mjs';

/** @param {string} file @param {(text: string) => void} print */
export async function verifyFile(file, print) {
  const verifier = new DrawVerifier(({ line, kind, text }) => print(`${line}: ${kind}: ${text}`));
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) verifier.read(line);
  verifier.end();
  for (const line of summaryOf(verifier)) print(line);
  return verifier;
}

function summaryOf({ counts, faults, drawn, wrong }) {
  const number = (count) => count.toLocaleString('en');
  const chances = [...drawn].map(([table, found]) => {
    const chance = chanceOf(table.all, found);
    const draws = [...found.values()].reduce((sum, count) => sum + count, 0);
    const told =
      chance === null ? 'too few to tell' : `chance of such a deviation ${chance.toFixed(4)}`;
    return `  ${table.draw} ${table.hash.slice(0, 12)}: ${number(draws)} draws without pity, ${told}`;
  });
  const kinds = Object.entries(faults).map(
    ([kind, count]) => `  ${kind} ${number(count)} times: ${FAULT_KINDS[kind]}`,
  );
  return [
    `${number(counts.draws)} draws of ${number(counts.players)} players,` +
      ` ${number(counts.seeds)} seeds, ${number(counts.tables)} tables`,
    `${number(counts.rederived)} made again with the same result,` +
      ` ${number(counts.unrevealed)} of seeds that are still secret`,
    ...chances,
    wrong === 0 ? 'nothing is wrong' : `faults: ${number(wrong)}`,
    ...kinds,
  ];
}

async function main([file, ...more]) {
  if (file === undefined || more.length > 0) {
    console.error('usage: node verifier/run.mjs <file.ndjson>');
    return 2;
  }
  try {
    const { wrong, counts } = await verifyFile(file, console.log);
    if (counts.lines > 0) return wrong === 0 ? 0 : 1;
    console.error('the file is empty');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  return 2;
}

if (process.argv[1]?.endsWith('run.mjs')) process.exitCode = await main(process.argv.slice(2));
