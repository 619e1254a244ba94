// Rows as a table that reads the same in a terminal and in Markdown.

const COLUMNS = [
  ['what', (row) => row.part],
  ['conn', (row) => row.connections],
  ['per s', (row) => row.perSecond],
  ['p50 ms', (row) => row.p50],
  ['p99 ms', (row) => row.p99],
  ['max ms', (row) => row.most],
  ['batch', (row) => row.batch?.operations],
  ['batches/s', (row) => row.batch?.perSecond],
  ['batch ms', (row) => row.batch?.milliseconds],
  ['service us', (row) => row.cpuMicrosPerOperation?.service],
  ['database us', (row) => row.cpuMicrosPerOperation?.database],
  ['client us', (row) => row.cpuMicrosPerOperation?.client],
  ['simulator us', (row) => row.cpuMicrosPerOperation?.simulator],
  ['others cores', (row) => row.cores?.others],
  ['load', (row) => row.loadAverage],
];

/** The rows of a result, the kinds of a mix below it. */
export function resultTable(rows) {
  const lines = rows.flatMap((row) => [
    row,
    ...(row.kinds ?? []).map((kind) => ({
      ...kind,
      part: `- ${kind.name}`,
      connections: row.connections,
    })),
  ]);
  return table(
    COLUMNS.map(([title]) => title),
    lines.map((row) => COLUMNS.map(([, value]) => value(row))),
  );
}

/** Ratios of the same part and connections: above 1 is more than before. */
export function comparisonTable(rows, older) {
  const ratio = (now, before) => (now && before ? (now / before).toFixed(2) : null);
  const lines = [];
  for (const row of rows) {
    const before = older.find(
      (one) => one.part === row.part && one.connections === row.connections,
    );
    if (!before) continue;
    const cpu = (name) =>
      ratio(row.cpuMicrosPerOperation[name], before.cpuMicrosPerOperation[name]);
    lines.push([
      row.part,
      row.connections,
      `${before.perSecond} -> ${row.perSecond}`,
      ratio(row.perSecond, before.perSecond),
      ratio(row.p50, before.p50),
      ratio(row.p99, before.p99),
      cpu('service'),
      cpu('database'),
      ratio(row.batch.operations, before.batch.operations),
    ]);
  }
  const titles = [
    'what',
    'conn',
    'per s',
    'x',
    'p50 x',
    'p99 x',
    'service x',
    'database x',
    'batch x',
  ];
  return table(titles, lines);
}

export function table(titles, lines) {
  const text = lines.map((line) => line.map((cell) => (cell ?? '-').toString()));
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...text.map((line) => line[column].length)),
  );
  const shown = (cells) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column], column)).join(' | ')} |`;
  const rule = widths.map((width, column) => `${'-'.repeat(width + 1)}${column === 0 ? '-' : ':'}`);
  return [shown(titles), `|${rule.join('|')}|`, ...text.map(shown)].join('\n');
}

function pad(cell, width, column) {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
