import { readCatalogFolder } from '../catalog-folder.gateway.js';
import { checkCatalog } from '../checks/checks.js';
import { faultLine } from '../reading/fault.js';
import type { Desk } from './desk.js';
import { EXIT, type Outcome } from './outcome.js';
import { placesOf } from './places.js';
import { soldLines } from './sold-lines.js';
import { Faulty } from './source.js';

/** Nothing of the past is known without a server. */
const NO_HISTORY = { storeProducts: new Map<string, string>() };

/** Says all that is wrong with a folder, without a server. */
export async function validate({ order, now }: Desk): Promise<Outcome> {
  const [folder = ''] = order.operands;
  const { content, faults, source } = await readCatalogFolder(folder);
  if (content === null || source === null) throw new Faulty(faults);
  const place = placesOf(source);
  const findings = checkCatalog(content.model, { now, history: NO_HISTORY }).map((finding) => ({
    ...place(finding.pointer),
    ...finding,
  }));
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const stops = errors.length > 0 || (order.values.strict === true && warnings.length > 0);
  const lines = [...errors, ...warnings].map(({ severity, detail, ...finding }) => {
    return `${severity}: ${faultLine({ ...finding, message: detail } as never)}`;
  });
  const sold = soldLines(content);
  const json = { ok: !stops, ...sold.json, errors, warnings };
  const count = `${errors.length} errors, ${warnings.length} warnings.`;
  const end = stops ? [count] : [...(warnings.length > 0 ? [count] : []), ...sold.lines];
  return { code: stops ? EXIT.faults : EXIT.ok, lines: [...lines, ...end], json };
}
