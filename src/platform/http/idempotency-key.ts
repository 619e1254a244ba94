import { hash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import { documented } from './documented-parameter.js';

/** What the till needs to recognise a repeat. */
export interface IdempotencyKey {
  /** 16 bytes of SHA-256 of the key; unique within the caller. */
  readonly keyHash: Buffer;
  /** 16 bytes of SHA-256 of method, path and raw body: the same key with another is a mistake. */
  readonly fingerprint: Buffer;
  /** The id of this request: a repeat of a refusal carries the id of the request it repeats. */
  readonly requestId: string;
  /** It comes too late to be carried out: only an earlier answer is wanted. */
  readonly replayOnly: boolean;
}

const BARE = /^[\x21-\x7e]{8,255}$/;
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/**
 * Reads the header in both forms that are in use: a bare key, and the quoted string of
 * draft-ietf-httpapi-idempotency-key-header-07. Throws `idempotency_key_required` and
 * `idempotency_key_invalid`.
 */
export function idempotencyKeyOf(header: string | string[] | undefined): string {
  if (header === undefined) throw new Problem('idempotency_key_required');
  const text = typeof header === 'string' ? header : '';
  const quoted = QUOTED.exec(text);
  const key = quoted ? quoted[1]!.replace(/\\(.)/g, '$1') : text;
  if (!BARE.test(key)) throw new Problem('idempotency_key_invalid');
  return key;
}

/** Names the request: the same method, path and bytes give the same 16 bytes. */
export function fingerprintOf(method: string, path: string, rawBody: Uint8Array): Buffer {
  const text = Buffer.concat([Buffer.from(`${method} ${path}\n`), rawBody]);
  return hash('sha256', text, 'buffer').subarray(0, 16);
}

function readIdempotencyKey(request: FastifyRequest): IdempotencyKey {
  const key = idempotencyKeyOf(request.headers['idempotency-key']);
  const url = request.url;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return {
    keyHash: hash('sha256', key, 'buffer').subarray(0, 16),
    fingerprint: fingerprintOf(request.method, path, request.rawBody),
    requestId: request.id,
    replayOnly: request.headers['idempotency-replay-only'] === 'true',
  };
}

const KeyParameter = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The parameter is the request's `IdempotencyKey`; a request without a valid one is refused. */
export function Idempotency(): ParameterDecorator {
  return documented(
    KeyParameter(),
    ApiHeader({
      name: 'Idempotency-Replay-Only',
      required: false,
      description:
        '`true`: answer only what an earlier request with this key was answered. Without one the key ' +
        'ends as `intent_expired`, and a late first copy does nothing any more.',
      schema: { type: 'string', enum: ['true', 'false'] },
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: '8 to 255 visible ASCII characters, made and stored before the first try.',
      schema: { type: 'string', minLength: 8, maxLength: 255 },
    }),
  );
}
