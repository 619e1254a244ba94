import type { UsageReport } from '../store-gateway.js';

/** Google refuses longer lists and texts. */
const USES_MAX = 1_000;
const WHAT_LENGTH_MAX = 5_000;
const PREFERENCES = {
  grant: 'APPROVE',
  decline: 'DECLINE',
  prorated: 'NEUTRAL',
  neutral: 'NEUTRAL',
};

/**
 * What Google is told of usage while it reviews a refund (`orders.reviewrefund`). It knows no
 * refund in parts: who would like one is neutral. Of too many uses the newest are told.
 */
export function reviewRefundRequest(report: UsageReport, reviewToken: string): object {
  const { accountToken, uses } = report;
  return {
    pendingRefundToken: reviewToken,
    sampleContentProvided: report.sampleProvided,
    refundPreference: PREFERENCES[report.preference ?? 'neutral'],
    consumptionPercentageMilliunits: report.delivered ? report.consumedMilliunits : 0,
    consumptionUsageEvents: uses.slice(-USES_MAX).map(({ at, what }) => ({
      ...(accountToken !== null && { obfuscatedAccountId: accountToken }),
      consumptionTime: new Date(at).toISOString(),
      consumptionItemDescription: what.slice(0, WHAT_LENGTH_MAX),
    })),
  };
}
