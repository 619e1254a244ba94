import { type AppleSettings, appleSettingsOf } from './apple-settings.js';
import { type GoogleSettings, googleSettingsOf } from './google-settings.js';
import { type IdentitySettings, identitySettingsOf } from './identity-settings.js';
import {
  type ConsumptionSettings,
  consumptionSettingsOf,
  type RefundSettings,
  refundSettingsOf,
} from './refund-settings.js';
import { fieldsOf } from './setting-fields.js';

/** What a studio decides about its title. */
export interface TitleSettings {
  readonly apple?: AppleSettings;
  readonly google?: GoogleSettings;
  readonly identity?: IdentitySettings;
  readonly refunds: RefundSettings;
  readonly consumption: ConsumptionSettings;
}

/**
 * Reads settings from JSON values; throws `TitleSettingsError` on the first fault. What is not said
 * of refunds and consumption is as usual. `loopbackAllowed` lets a key set come from this machine
 * without TLS, as the simulator's does.
 */
export function titleSettingsOf(value: unknown, loopbackAllowed: boolean): TitleSettings {
  const names = ['apple', 'google', 'identity', 'refunds', 'consumption'];
  const read = fieldsOf(value, 'settings', names);
  const { apple, google, identity, refunds = {}, consumption = {} } = read;
  return {
    ...(apple !== undefined && { apple: appleSettingsOf(apple) }),
    ...(google !== undefined && { google: googleSettingsOf(google) }),
    ...(identity !== undefined && { identity: identitySettingsOf(identity, loopbackAllowed) }),
    refunds: refundSettingsOf(refunds),
    consumption: consumptionSettingsOf(consumption),
  };
}
