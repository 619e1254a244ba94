type Body = Record<string, unknown>;

const preferences = ['DECLINE', 'APPROVE', 'NEUTRAL'];
const milliunitsMax = 100_000;
const eventsMax = 1000;
const descriptionMax = 5000;
const eventFields = [
  'obfuscatedAccountId',
  'obfuscatedProfileId',
  'consumptionTime',
  'ipAddress',
  'location',
  'consumptionItemDescription',
];

/** What is wrong with what a server says to a pending refund, or nothing. */
export function refuseReview(body: Body): string | undefined {
  if (typeof body.pendingRefundToken !== 'string' || body.pendingRefundToken === '') {
    return 'pendingRefundToken is required.';
  }
  if (typeof body.sampleContentProvided !== 'boolean') return 'sampleContentProvided is required.';
  if (!preferences.includes(String(body.refundPreference))) {
    return `refundPreference must be one of ${preferences.join(', ')}.`;
  }
  return refusePercentage(body.consumptionPercentageMilliunits) ?? refuseEvents(body);
}

function refusePercentage(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const valid = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= milliunitsMax;
  return valid ? undefined : 'consumptionPercentageMilliunits must be between 0 and 100000.';
}

function refuseEvents({ consumptionUsageEvents: events }: Body): string | undefined {
  if (events === undefined || events === null) return undefined;
  if (!Array.isArray(events)) return 'consumptionUsageEvents must be a list.';
  if (events.length > eventsMax) return 'consumptionUsageEvents may have at most 1000 items.';
  return events.map(refuseEvent).find((reason) => reason !== undefined);
}

function refuseEvent(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return 'A usage event must be an object.';
  const fields = event as Body;
  const stranger = Object.keys(fields).find((name) => !eventFields.includes(name));
  if (stranger !== undefined) return 'A usage event has a field that does not exist.';
  const { consumptionTime: time, consumptionItemDescription: description } = fields;
  if (time !== undefined && Number.isNaN(Date.parse(String(time)))) {
    return 'consumptionTime must be a time.';
  }
  if (description !== undefined && String(description).length > descriptionMax) {
    return 'consumptionItemDescription may have at most 5000 characters.';
  }
  return undefined;
}
