import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { FaultKind } from './faults.js';

const megabyte = 1024 * 1024;
const oversizeMegabytes = 50;
const slowText = JSON.stringify({ message: 'This answer comes a byte a second.' });

/** The answers that no client should ever read to the end, or believe. */
export function answerFault(kind: FaultKind, reply: FastifyReply, signal: AbortSignal) {
  switch (kind) {
    case 'garbage':
      return reply.type('application/json').send('{"purchaseStateContext": <html>');
    case 'schema':
      return reply.type('application/json').send({ data: [{ id: 1, ok: 'yes' }], meta: null });
    case 'html':
      return reply
        .type('text/html; charset=utf-8')
        .send('<!doctype html><title>Captive portal</title><p>Please sign in to continue.');
    case 'oversize':
      return stream(reply, oversize());
    case 'slow':
      return stream(reply, slow(signal));
    default:
      return undefined;
  }
}

/** Past the framework, which would let the request go on until the last byte is sent. */
function stream(reply: FastifyReply, text: Iterable<string> | AsyncIterable<string>): FastifyReply {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  // Whoever has read enough goes away, which is no failure of this one.
  pipeline(Readable.from(text), reply.raw).catch(() => undefined);
  return reply;
}

/** Valid JSON, were it ever read to its end. */
function* oversize(): Generator<string> {
  yield '{"padding":"';
  const chunk = 'x'.repeat(megabyte);
  for (let count = 0; count < oversizeMegabytes; count += 1) yield chunk;
  yield '"}';
}

async function* slow(signal: AbortSignal): AsyncGenerator<string> {
  for (const character of slowText) {
    yield character;
    await delay(1000, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
  }
}
