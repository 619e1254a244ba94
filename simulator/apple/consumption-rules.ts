import { type AppleError, appleErrors } from './errors.js';

type Body = Record<string, unknown>;
type Rule = [holds: (body: Body) => boolean, error: AppleError];

const percentMax = 100_000;
const deliveryStatuses = [
  'DELIVERED',
  'UNDELIVERED_QUALITY_ISSUE',
  'UNDELIVERED_WRONG_ITEM',
  'UNDELIVERED_SERVER_OUTAGE',
  'UNDELIVERED_OTHER',
];
const preferences = ['DECLINE', 'GRANT_FULL', 'GRANT_PRORATED'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Apple has a code of its own for each of these, which is not known here. */
function unnumbered(errorMessage: string): AppleError {
  return { ...appleErrors.badRequest, errorMessage };
}

const isSet = (value: unknown) => value !== undefined && value !== null;
const isPercentage = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= percentMax;

/** In this order: the first that does not hold names the error. */
const rules: readonly Rule[] = [
  [(body) => body.customerConsented === true, appleErrors.invalidConsent],
  [
    (body) => deliveryStatuses.includes(String(body.deliveryStatus)),
    appleErrors.invalidDeliveryStatus,
  ],
  [(body) => typeof body.sampleContentProvided === 'boolean', appleErrors.invalidSample],
  [
    ({ refundPreference }) =>
      !isSet(refundPreference) || preferences.includes(String(refundPreference)),
    unnumbered('Invalid refund preference.'),
  ],
  [
    ({ consumptionPercentage }) =>
      !isSet(consumptionPercentage) || isPercentage(consumptionPercentage),
    unnumbered('The consumption percentage is out of range.'),
  ],
  [
    ({ deliveryStatus, consumptionPercentage }) =>
      deliveryStatus === 'DELIVERED' || !consumptionPercentage,
    unnumbered('The consumption percentage of what was not delivered must be zero.'),
  ],
  [
    ({ refundPreference, consumptionPercentage }) =>
      refundPreference !== 'GRANT_PRORATED' ||
      (Number(consumptionPercentage ?? 0) > 0 && Number(consumptionPercentage) < percentMax),
    unnumbered('A prorated refund needs a consumption percentage between zero and all.'),
  ],
];

function isBetween(field: string, least: number, most: number) {
  return (body: Body) =>
    Number.isInteger(body[field]) && Number(body[field]) >= least && Number(body[field]) <= most;
}

/** Those of the first version, where every field is required. */
const rulesOfVersionOne: readonly Rule[] = [
  [(body) => body.customerConsented === true, appleErrors.invalidConsent],
  [isBetween('consumptionStatus', 0, 3), appleErrors.invalidConsumptionStatus],
  [isBetween('platform', 0, 2), appleErrors.invalidPlatform],
  [(body) => typeof body.sampleContentProvided === 'boolean', appleErrors.invalidSample],
  [isBetween('deliveryStatus', 0, 5), appleErrors.invalidDeliveryStatus],
  [
    ({ appAccountToken: token }) => token === '' || (typeof token === 'string' && uuid.test(token)),
    appleErrors.invalidConsumptionToken,
  ],
  [isBetween('accountTenure', 0, 7), appleErrors.invalidAccountTenure],
  [isBetween('playTime', 0, 7), appleErrors.invalidPlayTime],
  [isBetween('lifetimeDollarsRefunded', 0, 7), appleErrors.invalidDollarsRefunded],
  [isBetween('lifetimeDollarsPurchased', 0, 7), appleErrors.invalidDollarsPurchased],
  [isBetween('userStatus', 0, 4), appleErrors.invalidUserStatus],
  [
    (body) => !isSet(body.refundPreference) || isBetween('refundPreference', 0, 3)(body),
    unnumbered('Invalid refund preference.'),
  ],
];

/** What is wrong with what a server says of a purchase's use, or nothing. */
export function refuseConsumption(version: 1 | 2, body: Body): AppleError | undefined {
  const list = version === 1 ? rulesOfVersionOne : rules;
  return list.find(([holds]) => !holds(body))?.[1];
}
