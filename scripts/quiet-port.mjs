import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections (Linux from 32,768, others from 49,152):
// a server that is stopped and started again there finds its port free, and nobody's late request
// to an earlier server arrives at it.
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** A port of this machine that is free now, and that no outgoing connection takes meanwhile. */
export async function quietPort() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no port between ${LOWEST} and ${HIGHEST} is free`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
