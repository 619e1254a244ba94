import type { RouteOptions } from 'fastify';
import type { Role } from './caller.js';
import { isForGames } from './cross-origin.js';
import { ACCESS_POLICIES, type AccessPolicy } from './route-config.js';

/** One route as the router knows it. */
export interface RouteEntry {
  readonly method: string;
  /** The pattern, such as `/v1/orders/:id`. */
  readonly path: string;
  readonly access: AccessPolicy;
  /** Those of a route for operators; empty on every other. */
  readonly roles: readonly Role[];
  /** Pages of any origin may call it. */
  readonly forGames: boolean;
}

/** All routes with who may call them, collected while they are registered. */
export class RouteTable {
  readonly #entries: RouteEntry[] = [];

  get entries(): readonly RouteEntry[] {
    return this.#entries;
  }

  /**
   * Takes a route in; throws for one without a policy, and for one of operators without roles: that
   * stops the start.
   */
  add(route: RouteOptions): void {
    const { access, roles = [] } = route.config ?? {};
    const methods = [route.method].flat();
    if (!access || !ACCESS_POLICIES.includes(access)) {
      throw new Error(`${methods.join(', ')} ${route.url} has no @Access: nobody may call it`);
    }
    if ((access === 'operator') !== roles.length > 0) {
      throw new Error(`${methods.join(', ')} ${route.url}: operators, and only they, have @Roles`);
    }
    if (route.config?.bodyLimit) route.bodyLimit = route.config.bodyLimit;
    const forGames = isForGames(route.config ?? {});
    for (const method of methods) {
      this.#entries.push({ method, path: route.url, access, roles, forGames });
    }
  }

  find(method: string, path: string): RouteEntry | undefined {
    return this.#entries.find((entry) => entry.method === method && entry.path === path);
  }

  /** The route that a request would reach. */
  match(method: string, path: string): RouteEntry | undefined {
    const parts = path.split('/');
    return this.#entries.find(
      (entry) => entry.method === method && matches(entry.path.split('/'), parts),
    );
  }

  /** The methods that a path has, for `Allow`; none when there is no such path. */
  methodsOf(path: string): string[] {
    const parts = path.split('/');
    const found = this.#entries.filter((entry) => matches(entry.path.split('/'), parts));
    return [...new Set(found.map((entry) => entry.method))].sort();
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) =>
      part.startsWith(':') ? parts[index] !== '' : part === parts[index],
    )
  );
}
