import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import type { Caller } from './caller.js';
import { holdsRole } from './roles.js';
import type { AccessPolicy } from './route-config.js';

const ALLOWED: Readonly<Record<AccessPolicy, readonly (Caller['kind'] | 'nobody')[]>> = {
  player: ['player'],
  server: ['server'],
  game: ['game'],
  'game-or-player': ['game', 'player'],
  operator: ['operator'],
  store: ['nobody'],
  public: ['nobody'],
};

/**
 * Refuses whatever the gate did not let in for this route: a second lock, so that a mistake in the
 * hooks denies and does not allow.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { access, roles = [] } = request.routeOptions.config;
    const { caller } = request;
    if (!access || !ALLOWED[access].includes(caller?.kind ?? 'nobody')) {
      throw new Problem('forbidden');
    }
    if (caller?.kind === 'operator' && !holdsRole(caller, roles)) throw new Problem('forbidden');
    return true;
  }
}
