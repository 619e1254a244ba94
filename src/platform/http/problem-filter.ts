import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import type { Log } from '../logging/log.js';
import { PROBLEM_TYPE, problemAnswer } from './problem-body.js';
import { problemOf } from './request-problem.js';
import type { RouteTable } from './route-table.js';

/** Answers every failed request with a problem (RFC 9457); what nobody expected is logged once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    let problem = problemOf(error);
    if (!problem) {
      this.log.error('a request failed', error, {
        requestId: request.id,
        route: request.routeOptions?.url ?? 'unmatched',
      });
      problem = new Problem('internal');
    }
    if (!(error instanceof Problem) && problem.code === 'temporarily_unavailable') {
      this.log.warn('the database does not answer', { requestId: request.id });
    }
    if (reply.sent || reply.raw.headersSent) return;
    if (problem.code === 'not_found' && request.is404) problem = this.#unmatched(request, reply);
    const { status, body, headers } = problemAnswer(problem, request.id);
    reply.code(status).headers(headers).header('content-type', PROBLEM_TYPE);
    // An answer before the whole body was read would leave the rest as the next request.
    if (status === 413 || status === 408) reply.header('connection', 'close');
    reply.send(body);
  }

  #unmatched(request: FastifyRequest, reply: FastifyReply): Problem {
    const methods = this.routes.methodsOf(request.url.split('?')[0]!);
    if (methods.length === 0) return new Problem('not_found');
    reply.header('allow', methods.join(', '));
    return new Problem('method_not_allowed');
  }
}
