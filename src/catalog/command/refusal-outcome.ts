import type { AdminRefusal } from './admin-catalog.js';
import { findingLines } from './finding-lines.js';
import { EXIT, type ExitCode, type Outcome } from './outcome.js';

/** What a refusal of the server means for a script. */
export function refusalOutcome(refusal: AdminRefusal, more: Outcome['json'] = {}): Outcome {
  const { code, message, errors, status } = refusal;
  const lines = [`${code}: ${message}`, ...findingLines(errors, [])];
  const json = { ok: false, code, detail: message, errors, status, ...more };
  return { code: exitCodeOf(refusal), lines, json };
}

function exitCodeOf({ status, code }: AdminRefusal): ExitCode {
  if (code === 'catalog_invalid') return EXIT.faults;
  return status === 409 || status === 412 ? EXIT.drift : EXIT.couldNotRun;
}
