import { timestamp } from '../kernel/clock.js';
import type { Id } from '../kernel/id.js';
import type { Actor } from './operator.js';

/** One deed: who, what, on what, when, and why. */
export interface AuditEntry {
  readonly id: Id<'audit'>;
  readonly actor: Actor;
  /** A word with its room, such as `catalog.draft_created`. */
  readonly action: string;
  /** The id or key of what it was done to: ASCII, at most 255 characters. */
  readonly subject: string;
  readonly reason: string | null;
  /** Small facts for people; never a secret. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** An entry as the API shows it. */
export function auditEntryView({ actor, createdAt, ...entry }: AuditEntry) {
  const { id, action, subject, reason, details } = entry;
  const operator = { id: actor.operatorId, name: actor.name };
  return { id, at: timestamp(createdAt), operator, action, subject, reason, details };
}
