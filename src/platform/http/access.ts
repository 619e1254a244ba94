import type { Role } from './caller.js';
import { type AccessPolicy, addRouteConfig } from './route-config.js';

/**
 * Declares who may call the controller method. A route without it stops the start of the
 * application: everything is denied that nobody has allowed.
 */
export function Access(access: AccessPolicy): MethodDecorator {
  return addRouteConfig({ access });
}

/**
 * Declares what an operator must be, one of these, to call the controller method; an admin always
 * may. A route for operators without roles stops the start.
 */
export function Roles(...roles: readonly [Role, ...Role[]]): MethodDecorator {
  return addRouteConfig({ roles });
}

/**
 * Lets the body of this route have up to `bytes` (the default is 64 KB) and `keys` JSON keys (the
 * default is 200). For receipts, notifications and catalogs.
 */
export function BodyLimit(bytes: number, keys?: number): MethodDecorator {
  return addRouteConfig({ bodyLimit: bytes, ...(keys === undefined ? {} : { keysMax: keys }) });
}

/** The answer is a page for people: it brings its own `Content-Security-Policy`. */
export function Page(): MethodDecorator {
  return addRouteConfig({ page: true });
}

/**
 * The publishable key of this route may stand in the query, as `?key=`: for clients of others that
 * can be given nothing but an address. Anybody may know that key; it still is not logged.
 */
export function KeyInQuery(): MethodDecorator {
  return addRouteConfig({ keyInQuery: true });
}
