import type { UsageReport } from '../store-gateway.js';

const WHOLE = 100_000;

/**
 * What Apple is told of usage (ConsumptionRequest, version 2). Apple refuses answers that
 * contradict themselves: what was not delivered was not used, and a refund in parts needs a part.
 */
export function consumptionRequest(report: UsageReport): object {
  const used = report.delivered ? report.consumedMilliunits : 0;
  const preference = refundPreference(report, used);
  return {
    customerConsented: true, // nobody calls this without the player's consent
    deliveryStatus: report.delivered ? 'DELIVERED' : 'UNDELIVERED_OTHER',
    sampleContentProvided: report.sampleProvided,
    consumptionPercentage: used,
    ...(preference !== null && { refundPreference: preference }),
  };
}

function refundPreference({ preference }: UsageReport, used: number): string | null {
  switch (preference) {
    case 'decline':
      return 'DECLINE';
    case 'grant':
      return 'GRANT_FULL';
    case 'prorated':
      if (used === 0) return 'GRANT_FULL';
      return used === WHOLE ? 'DECLINE' : 'GRANT_PRORATED';
    default:
      return null;
  }
}
