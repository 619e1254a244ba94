import 'reflect-metadata';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AuditImpossible, withSnapshot } from '../audit/snapshot.store.js';
import { exportLines } from '../draws/draw-export.store.js';
import { runDrawsCommand } from '../draws/draws-command.js';
import { runCommand } from './command-context.js';

/** Reads beside a running service, as the audit does. */
runCommand(async (argv, configuration) => {
  try {
    return await runDrawsCommand(argv, {
      atOneMoment: (work) =>
        withSnapshot(configuration, Date.now(), (snapshot) =>
          work((player) => exportLines(snapshot, player)),
        ),
      write: (file, lines) =>
        pipeline(Readable.from(ended(lines)), createWriteStream(file, { mode: 0o600 })),
      print: console.log,
      complain: console.error,
    });
  } catch (error) {
    if (!(error instanceof AuditImpossible)) throw error;
    console.error(error.message);
    return 2;
  }
});

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
