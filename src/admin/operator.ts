import type { OperatorId, TitleId } from '../kernel/id.js';
import type { Role } from '../platform/http/caller.js';

/** What an operator may do in one title. */
export interface TitleRoles {
  readonly titleId: TitleId;
  readonly roles: readonly Role[];
}

/** A person of the studio. The token is known to its holder alone. */
export interface Operator {
  readonly id: OperatorId;
  readonly name: string;
  /** The beginning and the end of the token. */
  readonly hint: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  readonly titles: readonly TitleRoles[];
}

/** Who did something: an operator, or a part of the service that acts for nobody in particular. */
export interface Actor {
  readonly operatorId: OperatorId | null;
  readonly name: string;
}

export const OPERATOR_NAME_LENGTH_MAX = 100;

/** Text of one line without spaces around it: names stand in lists and in the audit log. */
export function isOperatorName(text: string): boolean {
  const sized = text.length >= 1 && text.length <= OPERATOR_NAME_LENGTH_MAX;
  return sized && text.trim() === text && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
}
