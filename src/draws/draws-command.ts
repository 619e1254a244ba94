import { isId, type PlayerId } from '../kernel/id.js';

export const DRAWS_USAGE =
  'usage: npm run draws -- export (--player <id> | --all) --out <file>\n' +
  '       npm run draws -- verify <file>\n' +
  '       npm run draws -- prove [<draws>] [--seed <number>]';

/** The lines of an export: of one player, or of all. */
export type LinesOf = (player: PlayerId | null) => AsyncIterable<string>;

/** Where the command reads, writes and speaks. */
export interface DrawsSurroundings {
  /** Lets the work look at one moment of the database. */
  readonly atOneMoment: (work: (linesOf: LinesOf) => Promise<void>) => Promise<void>;
  /** Writes the lines to a new file. */
  readonly write: (file: string, lines: AsyncIterable<string>) => Promise<void>;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** `export`: 0 when the file is written, 2 for a command that cannot be read. */
export async function runDrawsCommand(
  argv: readonly string[],
  { atOneMoment, write, print, complain }: DrawsSurroundings,
): Promise<number> {
  const wish = wishOf(argv);
  if (wish === null) {
    complain(DRAWS_USAGE);
    return 2;
  }
  let lines = 0;
  await atOneMoment(async (linesOf) => {
    const counted = async function* () {
      for await (const line of linesOf(wish.player)) {
        lines += 1;
        yield line;
      }
    };
    await write(wish.file, counted());
  });
  print(`${lines} lines in ${wish.file}`);
  return 0;
}

function wishOf(argv: readonly string[]): { player: PlayerId | null; file: string } | null {
  const [verb, ...rest] = argv;
  if (verb !== 'export') return null;
  const all = rest[0] === '--all';
  const player = rest[0] === '--player' ? rest[1] : undefined;
  if (!all && !isId('player', player)) return null;
  const [out, file, ...more] = rest.slice(all ? 1 : 2);
  if (out !== '--out' || !file || more.length > 0) return null;
  return { player: all ? null : (player as PlayerId), file };
}
