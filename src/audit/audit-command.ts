import type { Configuration } from '../platform/config/configuration.js';
import { audited } from './audit.js';
import { exitCodeOf, reportJson, reportLines } from './report.js';
import { AuditImpossible, withSnapshot } from './snapshot.store.js';

const USAGE = 'usage: npm run audit [-- --json]';

/** Where a command speaks, and the time of the audit. */
export interface AuditSurroundings {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly now: number;
}

/**
 * Audits the configured database and returns the exit code: 0 sound, 1 something is broken, 2 could
 * not look at everything. Changes nothing, and may run beside a running service.
 */
export async function runAuditCommand(
  argv: readonly string[],
  configuration: Configuration,
  { print, complain, now }: AuditSurroundings,
): Promise<number> {
  if (argv.some((word) => word !== '--json')) {
    complain(USAGE);
    return 2;
  }
  try {
    const findings = await withSnapshot(configuration, now, (snapshot) => audited(snapshot));
    if (argv.includes('--json')) print(reportJson(findings));
    else for (const line of reportLines(findings)) print(line);
    return exitCodeOf(findings);
  } catch (error) {
    if (!(error instanceof AuditImpossible)) throw error;
    complain(error.message);
    return 2;
  }
}
