import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';

/**
 * An append-only file of JSON lines, one per change.
 *
 * Each line is handed to the operating system before the caller goes on, so killing the process
 * loses nothing that was answered. It is not forced to the disk: a power cut may lose the last
 * moments, which a simulator may and a ledger may not.
 */
export class Journal<Entry> {
  private constructor(
    private readonly descriptor: number,
    private length: number,
  ) {}

  /**
   * Reads what an earlier process left. A last line without its line break was being written when
   * that process died, and nobody was answered on it: it is dropped. Any other unreadable line
   * means that the file was changed by a stranger, and stops the start.
   */
  static read<Entry>(path: string): Entry[] {
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as Entry;
      } catch {
        throw new Error(`${path} is damaged in line ${index + 1}: move it away and start again.`);
      }
    });
  }

  /** Replaces the file, all or nothing, by `entries` and keeps it open for more. */
  static rewrite<Entry>(path: string, entries: Entry[]): Journal<Entry> {
    const draft = `${path}.draft`;
    const descriptor = openSync(draft, 'w', 0o600);
    const journal = new Journal<Entry>(descriptor, 0);
    for (const entry of entries) journal.append(entry);
    fsyncSync(descriptor);
    renameSync(draft, path);
    return journal;
  }

  append(entry: Entry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`, 'utf8');
    try {
      let written = 0;
      while (written < line.length) {
        written += writeSync(
          this.descriptor,
          line,
          written,
          line.length - written,
          this.length + written,
        );
      }
    } catch (error) {
      // Half a line in the middle would make the whole file unreadable at the next start.
      ftruncateSync(this.descriptor, this.length);
      throw error;
    }
    this.length += line.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
