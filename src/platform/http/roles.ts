import type { OperatorCaller, Role } from './caller.js';

/** True when an operator is one of these; an admin always is, where anybody is. */
export function holdsRole({ roles }: OperatorCaller, wanted: readonly Role[]): boolean {
  if (wanted.length === 0) return false;
  return roles.includes('admin') || wanted.some((role) => roles.includes(role));
}
