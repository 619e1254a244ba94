import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CLOCK } from './kernel/clock.js';
import { TimeOrderedIds } from './kernel/id-source.js';
import { ID_SOURCE } from './kernel/injection.js';

/** The process's own clock and id source; tests hand in others. */
@Module({})
export class ProcessModule {
  static of(clock = { now: () => Date.now() }) {
    return {
      module: ProcessModule,
      global: true,
      providers: [
        { provide: CLOCK, useValue: clock },
        { provide: ID_SOURCE, useValue: new TimeOrderedIds(() => clock.now(), randomBytes) },
      ],
      exports: [CLOCK, ID_SOURCE],
    };
  }
}
