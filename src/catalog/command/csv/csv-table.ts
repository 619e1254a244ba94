import { CsvError, parse } from 'csv-parse/sync';
import type { Place } from '../../reading/fault.js';
import type { Faults } from '../../reading/source-tree.js';
import type { CsvFile } from './csv-export.js';

/** A text of a file, and where its row begins: `line` counts lines, `column` cells, from 1. */
export interface Cell {
  readonly text: string;
  readonly place: Place;
}

export interface CsvTable {
  readonly titles: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

const ROWS_MAX = 50_000;
const ROW_LENGTH_MAX = 200_000;

/**
 * Reads one CSV file: RFC 4180, and what spreadsheets make of it: a byte order mark, semicolons or
 * tabs between cells, any line ending. Null when it is no such file; the faults say why.
 */
export function csvTable({ name, text }: CsvFile, faults: Faults): CsvTable | null {
  const at = (line: number, column = 1): Place => ({ file: name, line, column });
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: ROW_LENGTH_MAX,
      to: ROWS_MAX + 2,
    }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    faults.at(at(Number(error.lines ?? 1)), '', 'syntax', sentenceOf(error));
    return null;
  }
  const [first, ...rest] = records;
  if (first === undefined || first.record.every((cell) => cell === '')) {
    faults.at(at(1), '', 'syntax', 'The file is empty: its first row names the columns.');
    return null;
  }
  if (rest.length > ROWS_MAX) {
    faults.at(at(ROWS_MAX + 2), '', 'too_many', `A file has at most ${ROWS_MAX} rows.`);
    return null;
  }
  // The parser counts up to the end of a row: its first line is the one after the row before.
  let line = 1;
  const rows = records.map(({ record, info }) => {
    const start = line;
    line = info.lines + 1;
    return record.map((cell, column) => ({ text: cell, place: at(start, column + 1) }));
  });
  return { titles: rows[0]!, rows: rows.slice(1).filter((row) => row.some(({ text }) => text)) };
}

/** What stands after the first title, which holds none of these itself. */
function delimiterOf(text: string): string {
  return /[,;\t]/.exec(text.split(/[\r\n]/, 1)[0]!)?.[0] ?? ',';
}

function sentenceOf({ code }: CsvError): string {
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `A row has more than ${ROW_LENGTH_MAX} characters; is a quote left open?`;
  }
  return 'The file is not valid CSV: look at the quotes of this row.';
}
