import type { PlayerFacts } from '../catalog/player-facts.js';
import { isTimeZone } from '../catalog/window.js';
import { isStudioKey } from '../kernel/key.js';
import { timeOfText } from '../kernel/time-text.js';

/** What a game's server tells of a player; null: not told. */
export type PlayerAttributes = Omit<PlayerFacts, 'heldLevels'>;

export type CustomAttributes = PlayerAttributes['custom'];

/** The same as JSON; null and left out both say that it is not known. */
export type WrittenAttributes = {
  readonly [Name in keyof Omit<PlayerAttributes, 'firstSeenAt'>]?: PlayerAttributes[Name] | null;
} & { readonly firstSeenAt?: string | null };

export const NO_ATTRIBUTES: PlayerAttributes = {
  country: null,
  platform: null,
  level: null,
  spent: null,
  firstSeenAt: null,
  timeZone: null,
  custom: {},
};

export const CUSTOM_KEYS_MAX = 32;
export const CUSTOM_LENGTH_MAX = 200;

/** ISO 3166-1 alpha-2, and XK, which both stores use for Kosovo. */
const COUNTRIES = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS ' +
    'BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE ' +
    'EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM ' +
    'HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC ' +
    'LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA ' +
    'NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
    'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO ' +
    'TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
  ).split(' '),
);

/** A code that is merely two letters, such as UK for GB, would never match an audience. */
export function isCountry(value: unknown): value is string {
  return typeof value === 'string' && COUNTRIES.has(value);
}

/** A whole number from 0 that JSON keeps exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);
}

export function isZone(value: unknown): value is string {
  return typeof value === 'string' && isTimeZone(value);
}

export function isTimeText(value: unknown): value is string {
  return typeof value === 'string' && timeOfText(value) !== null;
}

/** Keys as a studio chooses them; texts of up to 200 UTF-16 units, whole numbers, true, false. */
export function isCustom(value: unknown): value is CustomAttributes {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.entries(value);
  if (members.length > CUSTOM_KEYS_MAX) return false;
  return members.every(([key, one]) => isStudioKey(key) && isCustomValue(one));
}

function isCustomValue(value: unknown): boolean {
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return true;
  // A lone surrogate cannot be stored as UTF-8: it would come back as another character.
  return (
    typeof value === 'string' && value.length <= CUSTOM_LENGTH_MAX && !/\p{Surrogate}/u.test(value)
  );
}

/** Of what was checked. */
export function attributesOf(written: WrittenAttributes): PlayerAttributes {
  const { country, platform, level, spent, firstSeenAt, timeZone, custom } = written;
  return {
    country: country ?? null,
    platform: platform ?? null,
    level: level ?? null,
    spent: spent ?? null,
    firstSeenAt: firstSeenAt ? timeOfText(firstSeenAt) : null,
    timeZone: timeZone ?? null,
    custom: custom ?? {},
  };
}
