import type { Environment } from '../kernel/environment.js';
import type { TitleId } from '../kernel/id.js';
import type { TitleSettings } from './title-settings.js';

/** One game. */
export interface Title {
  readonly id: TitleId;
  /** A studio-chosen key that people and commands name it by. */
  readonly slug: string;
  readonly name: string;
  readonly settings: TitleSettings;
  readonly createdAt: number;
}

export const API_KEY_KINDS = ['publishable', 'secret'] as const;
export type ApiKeyKind = (typeof API_KEY_KINDS)[number];

/** An API key as it may be shown after it was made: the key itself is known to its holder alone. */
export interface ApiKey {
  readonly id: string;
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly kind: ApiKeyKind;
  /** The beginning and the end of the key. */
  readonly hint: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}
