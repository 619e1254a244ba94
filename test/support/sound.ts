import { audited, CHECKS } from '../../src/audit/audit.js';
import { namedRow } from '../../src/audit/report.js';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { testConfiguration } from './databases.js';
import type { ServiceInTest } from './service.js';

/**
 * What `npm run audit` finds in the books of a service: nothing, or it is printed with its rows.
 */
export async function expectSoundBooks({
  env,
  clock,
}: {
  readonly env: ServiceInTest['env'];
  readonly clock: { now(): number };
}): Promise<void> {
  const configuration = testConfiguration({ ...env });
  const findings = await withSnapshot(configuration, clock.now(), (snapshot) => audited(snapshot));
  const broken = findings
    .filter(({ violations, failure }) => violations > 0 || failure !== null)
    .map(({ check, rows, failure }) => [check.id, failure, rows.map(namedRow)]);
  expect(broken).toEqual([]);
  expect(findings).toHaveLength(CHECKS.length);
}
