import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../purchases/refusal.js';

export interface FieldError {
  /** JSON pointer into the body. */
  pointer: string;
  code: string;
  detail: string;
}

/** A request of a test that cannot be done, told as RFC 9457 problem details. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors?: FieldError[],
  ) {
    super(detail);
  }
}

export function invalidField(pointer: string, code: string, detail: string): Problem {
  return new Problem(422, 'invalid_request', detail, [{ pointer, code, detail }]);
}

export function sendProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = asProblem(error);
  if (problem.status >= 500) console.error(error);
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: problem.code.replaceAll('_', ' '),
      status: problem.status,
      detail: problem.message,
      code: problem.code,
      requestId: request.id,
      retryable: false,
      ...(problem.errors && { errors: problem.errors }),
    });
}

function asProblem(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) {
    const wrong = error.code === 'invalid_refund' || error.code === 'not_at_this_store';
    const status = wrong ? 422 : 409;
    return new Problem(status, error.code, error.message);
  }
  if ('validation' in error && error.validation) return fromValidation(error);
  const status = 'statusCode' in error && error.statusCode ? error.statusCode : 500;
  if (status >= 500) return new Problem(500, 'internal_error', 'The simulator failed.');
  const code = status === 415 ? 'unsupported_media_type' : 'unreadable_request';
  return new Problem(status, code, error.message);
}

function fromValidation(error: FastifyError): Problem {
  const errors = (error.validation ?? [])
    // `if` only repeats that one of the errors beside it exists.
    .filter((found) => !['if', 'anyOf'].includes(found.keyword))
    .map((found) => {
      const { missingProperty, additionalProperty } = found.params;
      const field = missingProperty ?? additionalProperty;
      return {
        pointer: field === undefined ? found.instancePath : `${found.instancePath}/${field}`,
        code: found.keyword,
        detail: found.message ?? 'is not valid',
      };
    });
  return new Problem(422, 'invalid_request', 'Some fields are not valid.', errors);
}
