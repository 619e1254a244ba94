import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** What the page consists of: served as it is written, so that nothing has to be built. */
const files = [
  'ask.js',
  'clock.js',
  'control.js',
  'element.js',
  'event-forms.js',
  'faults.js',
  'field.js',
  'format.js',
  'icon.svg',
  'leaf.js',
  'main.js',
  'notification-card.js',
  'notification-list.js',
  'page.css',
  'panes.css',
  'purchase-detail.js',
  'purchase-facts.js',
  'purchase-form.js',
  'purchase-list.js',
  'region.js',
  'said.js',
  'words.js',
] as const;
const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
};
/** Nothing but what this simulator serves runs or is shown; nobody may frame it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page on which people play player, store and bad luck, at `/`. */
export function pageRoutes(app: FastifyInstance): void {
  app.get('/', (_request, reply) => send(reply, 'page.html'));
  for (const file of files) app.get(`/page/${file}`, (_request, reply) => send(reply, file));
}

function send(reply: FastifyReply, file: string): FastifyReply {
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'no-cache')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .type(types[extname(file)] ?? 'application/octet-stream')
    .send(readFileSync(join(browserFolder(), file)));
}

/** Beside this file, or where its source is when this file was compiled to elsewhere. */
function browserFolder(): string {
  const parts = ['simulator', 'page', 'browser'];
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, ...parts, 'page.html'))) {
    if (folder === dirname(folder)) throw new Error('The files of the page are not there.');
    folder = dirname(folder);
  }
  return join(folder, ...parts);
}
