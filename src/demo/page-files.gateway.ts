import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { Problem } from '../kernel/problem.js';
import { projectRoot } from '../platform/config/project-root.js';

const UNBUILT = '<!doctype html><title>Gemtill</title><p>Run <code>npm run build</code> first.';
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** One built demo page with its files: nothing inline, and nobody to talk to but us. */
export class PageFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(projectRoot(), 'dist', folder);
  }

  /** `simulatorUrl` is the one other address that the page may talk to. */
  async sendPage(reply: FastifyReply, simulatorUrl: string): Promise<void> {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${simulatorUrl}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ];
    const page = await readFile(join(this.#folder, 'index.html'), 'utf8').catch(() => UNBUILT);
    reply
      .header('content-security-policy', policy.join('; '))
      .type('text/html; charset=utf-8')
      .send(page);
  }

  /** `file` is a name of ours, never one that a caller chose. */
  async send(reply: FastifyReply, file: string): Promise<void> {
    const content = await readFile(join(this.#folder, file)).catch(() => null);
    if (content === null) throw new Problem('not_found');
    const type = TYPES[file.split('.').at(-1)!]!;
    reply.header('cache-control', 'no-cache').type(type).send(content);
  }
}
