import {
  IsCount,
  IsCountry,
  IsCustomAttributes,
  IsPastTime,
  IsPlatform,
  IsTimeZone,
} from './attribute-fields.js';
import type { CustomAttributes, WrittenAttributes } from './attributes.js';

/** What the game's server tells of a player, as a whole: what is left out is not known any more. */
export class AttributesBody implements WrittenAttributes {
  @IsCountry()
  country?: string | null;

  /** Such as `ios`, `android`, `web`. */
  @IsPlatform()
  platform?: string | null;

  /** The player's level in the game. */
  @IsCount()
  level?: number | null;

  /** What the player spent so far, in a unit of the studio's choice. */
  @IsCount()
  spent?: number | null;

  @IsPastTime()
  firstSeenAt?: string | null;

  /** For windows and limits in the player's own zone. */
  @IsTimeZone()
  timeZone?: string | null;

  @IsCustomAttributes()
  custom?: CustomAttributes | null;
}
