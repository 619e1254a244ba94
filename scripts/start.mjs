// `npm start`: installs what is missing, builds, and keeps the service and the store simulator
// running. A process that dies is started again; Ctrl+C ends both in good order.
import { join } from 'node:path';
import { answers, build, install, ROOT, start } from './tools.mjs';

const port = Number(process.env.PORT || 3000);
const simulatorPort = Number(process.env.SIMULATOR_PORT || port + 1);
const production = process.env.NODE_ENV === 'production';
const simulated = (process.env.STORE_MODE || (production ? 'live' : 'simulator')) === 'simulator';
const env = {
  PORT: String(port),
  SIMULATOR_PORT: String(simulatorPort),
  // A developer looks at the page; a line for each request would hide what matters.
  LOG_LEVEL: process.env.LOG_LEVEL || (production ? 'info' : 'warn'),
};

const RESTART_MS = [100, 500, 2000, 5000];
const STEADY_MS = 30_000;
const children = new Map();
let stopping = false;

// A request's garbage dies young: with room for it the collector takes a sixth less of the processor.
const SERVICE_FLAGS = [
  '--enable-source-maps',
  '--max-semi-space-size=64',
  '--no-parallel-scavenge',
];

function keep(name, script, failures = 0) {
  const startedAt = Date.now();
  const child = start([...SERVICE_FLAGS, join(ROOT, 'dist', script)], env);
  children.set(name, child);
  child.on('exit', (code, signal) => {
    children.delete(name);
    if (stopping) return finish();
    // Exit code 78: the configuration is wrong, and will be the next time.
    if (code === 78) return stop(1);
    const count = Date.now() - startedAt > STEADY_MS ? 0 : failures;
    if (count >= RESTART_MS.length) {
      console.error(`${name} keeps failing; giving up.`);
      return stop(1);
    }
    console.error(`${name} ended (${signal ?? code}); starting it again.`);
    setTimeout(() => stopping || keep(name, script, count + 1), RESTART_MS[count]);
  });
}

let exitCode = 0;
function stop(code) {
  stopping = true;
  exitCode = Math.max(exitCode, code);
  for (const child of children.values()) child.kill('SIGTERM');
  finish();
}
function finish() {
  if (children.size === 0) process.exit(exitCode);
}

process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
// npm runs this in a shell that passes no signal on. Whoever ends npm would leave the service alive,
// with its port and its data folder.
const shell = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => stopping || process.ppid === shell || stop(0), 250).unref();
}

try {
  install();
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
if (simulated) keep('simulator', 'simulator/main.js');
keep('service', 'src/main.js');

const home = `http://127.0.0.1:${port}`;
if (await answers(`${home}/readyz`, 60_000)) {
  const lines = [
    '',
    `  Gemtill is ready.`,
    '',
    `  Demo shop        ${home}/`,
    ...(simulated
      ? [`  Demo game        ${home}/game  (plays by itself: ${home}/game?autoplay=1)`]
      : []),
    `  API reference    ${home}/docs`,
    ...(simulated ? [`  Store simulator  http://127.0.0.1:${simulatorPort}/`] : []),
    `  Data             ${process.env.DATABASE_URL ? 'DATABASE_URL' : process.env.DATA_DIR || '.data'}`,
    '',
    ...(simulated
      ? [
          '  Keys of the demo title: pk_demo (game), sk_demo (game server).',
          '  Its operators: ot_demo_admin, ot_demo_liveops, ot_demo_publisher.',
          '',
        ]
      : []),
    '  Stop with Ctrl+C; everything is kept.',
    '',
  ];
  console.log(lines.join('\n'));
}
