import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { SendResult } from './notification.js';

/** What a store posts to a studio's server, as JSON. */
export interface OutgoingRequest {
  headers: Record<string, string>;
  body: string;
}

/** How a receiver took it. */
export interface Reception {
  status: number | null;
  answer: string;
  result: SendResult;
  durationMs: number;
}

/** Enough of an answer to see what it was about. */
const answerCharactersMax = 2000;
const processing = 102;

/**
 * Posts once, over a connection of its own: one that was kept open from before a receiver was
 * started again would look like a failure of the receiver.
 */
export function post(
  url: string,
  { headers, body }: OutgoingRequest,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<Omit<Reception, 'result'> & { failure: SendResult | null }> {
  const started = performance.now();
  const ended = (status: number | null, answer: string, failure: SendResult | null) => ({
    status,
    answer,
    failure,
    durationMs: Math.round(performance.now() - started),
  });
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) =>
      resolve(ended(null, error.code ?? error.message, failureOf(error)));
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const open = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = open(url, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Store-Simulator',
        ...headers,
      },
      signal: AbortSignal.any([timeout, limits.signal]),
    });
    request.on('error', (error) =>
      timeout.aborted ? resolve(ended(null, '', 'TIMED_OUT')) : fail(error),
    );
    request.on('information', ({ statusCode }) => {
      if (statusCode !== processing) return;
      resolve(ended(processing, '', null));
      request.destroy();
    });
    request.on('response', (response) => {
      read(response).then(
        (text) => resolve(ended(response.statusCode ?? null, text, null)),
        (error) => (timeout.aborted ? resolve(ended(null, '', 'TIMED_OUT')) : fail(error)),
      );
    });
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    if (text.length < answerCharactersMax) text += chunk;
  }
  return text.slice(0, answerCharactersMax);
}

const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const broken = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

/** A failure of Node in Apple's words. */
function failureOf(error: NodeJS.ErrnoException): SendResult {
  const code = error.code ?? '';
  if (unreachable.includes(code)) return 'NO_RESPONSE';
  if (broken.includes(code)) return 'PREMATURE_CLOSE';
  if (/CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return 'TLS_ISSUE';
  return code.startsWith('E') ? 'SOCKET_ISSUE' : 'OTHER';
}
