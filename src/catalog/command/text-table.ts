/** Rows with their cells below one another; columns that are empty throughout are left out. */
export function tableLines(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const filled = titles.map((_, column) => rows.some((row) => row[column] !== ''));
  const all = [titles, ...rows].map((row) => row.filter((_, column) => filled[column]));
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => widthOf(row[column]!))));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー（）：、。]/u;

/** Columns of a terminal: East Asian letters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? 2 : 1;
  return width;
}
