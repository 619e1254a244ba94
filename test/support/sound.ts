import { audited } from '../../src/audit/audit.js';
import { namedRow } from '../../src/audit/report.js';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { CONFIGURATION, type Configuration } from '../../src/platform/config/configuration.js';
import type { ServiceInTest } from './service.js';

/** Fails the test unless every invariant of `npm run audit` holds in the books of a service. */
export async function expectSoundBooks(
  service: Pick<ServiceInTest, 'app' | 'clock'>,
): Promise<void> {
  const configuration = service.app.get<Configuration>(CONFIGURATION, { strict: false });
  const findings = await withSnapshot(configuration, service.clock.now(), (snapshot) =>
    audited(snapshot),
  );
  const broken = findings
    .filter(({ violations, failure }) => violations > 0 || failure !== null)
    .map(({ check, failure, rows }) => ({ id: check.id, failure, rows: rows.map(namedRow) }));
  expect(broken).toEqual([]);
}
