import { asObject, type JsonObject, jsonObject } from '../calls/json-object.js';

/** What the Play Developer API answered. */
export interface GoogleReply {
  readonly status: number;
  /** null when the answer is no JSON object: a proxy's page, half an answer, nothing. */
  readonly body: JsonObject | null;
  /** Google's own word for an error, such as `purchaseTokenNotFound`. */
  readonly reason: string | null;
}

export function googleReply(answer: { status: number; body: Buffer }): GoogleReply {
  const body = jsonObject(answer.body);
  return { status: answer.status, body, reason: reasonOf(body) };
}

function reasonOf(body: JsonObject | null): string | null {
  const errors = asObject(body?.error)?.errors;
  const reason = Array.isArray(errors) ? asObject(errors[0])?.reason : null;
  return typeof reason === 'string' ? reason : null;
}
