// Reads a CPU profile of the service: where its own time went during one window.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FUNCTIONS_SHOWN = 25;
const ROOMS_SHOWN = 16;
const WAITING = new Set(['(idle)', '(root)']);

/** The path of the profile that a stopped process left in a folder. */
export function profileIn(folder) {
  const name = existsSync(folder) && readdirSync(folder).find((one) => one.endsWith('.cpuprofile'));
  return name ? join(folder, name) : null;
}

/**
 * The functions and the rooms with the most self time between two moments (milliseconds of this
 * process's `performance.now()`), in percent of the time in which the service was not idle. What
 * Node itself does counts for the room that asked for it.
 */
export function hotSpots(path, { from, to }) {
  const profile = JSON.parse(readFileSync(path, 'utf8'));
  // V8 counts microseconds of the monotonic clock, which all processes share.
  const origin = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;
  const spent = selfTimes(profile, origin + from * 1000, origin + to * 1000);
  const places = new Places();
  const parents = parentsOf(profile.nodes);
  const functions = new Map();
  const rooms = new Map();
  let busy = 0;
  for (const node of profile.nodes) {
    const micros = spent.get(node.id) ?? 0;
    const { functionName } = node.callFrame;
    if (micros === 0 || WAITING.has(functionName)) continue;
    busy += micros;
    const place = places.of(node.callFrame);
    const asker = foreign(place) ? askerOf(node, parents, places) : '';
    add(functions, `${functionName || '(anonymous)'}  ${place}${asker && ` < ${asker}`}`, micros);
    add(rooms, roomOf(asker.split('  ').at(-1) || place) || functionName, micros);
  }
  return { functions: top(functions, busy, FUNCTIONS_SHOWN), rooms: top(rooms, busy, ROOMS_SHOWN) };
}

/** Native functions and Node's own: alone they say nothing, who asked for them does. */
function foreign(place) {
  return place === '' || place.startsWith('node:');
}

function parentsOf(nodes) {
  const parents = new Map();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  return parents;
}

/** The nearest caller in our code or in a package; empty when there is none. */
function askerOf(node, parents, places) {
  for (let at = parents.get(node.id); at; at = parents.get(at.id)) {
    const place = places.of(at.callFrame);
    if (!foreign(place)) return `${at.callFrame.functionName || '(anonymous)'}  ${place}`;
  }
  return '';
}

function selfTimes({ samples, timeDeltas, startTime }, from, to) {
  const spent = new Map();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    at += timeDeltas[index];
    // A sample stands for the time until the next one.
    if (at >= from && at < to) add(spent, id, timeDeltas[index + 1] ?? 0);
  }
  return spent;
}

function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}

function top(map, busy, count) {
  return [...map]
    .sort((left, right) => right[1] - left[1])
    .slice(0, count)
    .map(([name, micros]) => ({ name, percent: Number(((micros / busy) * 100).toFixed(1)) }));
}

/** `src/till` of ours, the package of a dependency, `node:http` of Node. */
function roomOf(place) {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place);
  if (dependency) return dependency[1];
  if (place.startsWith('node:')) return place.split(/[:/]/, 2).join(':');
  return place
    .split('/')
    .slice(0, place.startsWith('src/platform') ? 3 : 2)
    .join('/');
}

/** Places in our sources, not in what the build made of them. */
class Places {
  #maps = new Map();

  of({ url, lineNumber, columnNumber }) {
    if (!url.startsWith('file:')) return url ? `${url}:${lineNumber + 1}` : '';
    const path = fileURLToPath(url);
    const dependency = path.lastIndexOf('node_modules/');
    if (dependency >= 0) return `${path.slice(dependency)}:${lineNumber + 1}`;
    const line = this.#mapOf(path)?.findEntry(lineNumber, columnNumber)?.originalLine;
    const inside = path.slice(path.lastIndexOf('/dist/') + '/dist/'.length);
    if (line === undefined) return `${inside}:${lineNumber + 1}`;
    return `${inside.replace(/\.js$/, '.ts')}:${line + 1}`;
  }

  #mapOf(path) {
    if (!this.#maps.has(path)) {
      const file = `${path}.map`;
      const map = existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null;
      this.#maps.set(path, map);
    }
    return this.#maps.get(path);
  }
}
