import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log } from '../logging/log.js';
import { Readiness } from './readiness.js';

const DRAIN_MS_MAX = 10_000;

/**
 * Says no at `/readyz`, waits for the load balancer to notice, then lets running requests end and
 * closes everything; gives up after ten seconds. Resolves to true when nothing was cut off.
 */
export async function closeGracefully(app: NestFastifyApplication, noticeMs = 0): Promise<boolean> {
  app.get(Readiness, { strict: false }).draining = true;
  await sleep(noticeMs);
  const giveUp = new AbortController();
  const ended = await Promise.race([
    app.close().then(() => true),
    sleep(DRAIN_MS_MAX, false, { signal: giveUp.signal, ref: false }),
  ]);
  giveUp.abort();
  return ended;
}

/** Ends the process in good order on SIGTERM and SIGINT; a second signal ends it at once. */
export function closeOnSignals(app: NestFastifyApplication, noticeMs = 0): void {
  const log = app.get(Log, { strict: false });
  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    log.info('closing', { signal });
    closeGracefully(app, noticeMs)
      .catch((error: unknown) => {
        log.error('closing failed', error);
        return false;
      })
      .then((clean) => {
        log.flush();
        process.exit(clean ? 0 : 1);
      });
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}
