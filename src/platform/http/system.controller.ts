import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../database/database.js';
import { Access } from './access.js';
import { Readiness } from './readiness.js';
import { ReadinessStore } from './readiness.store.js';

const ANSWER_WITHIN_MS = 1_000;

@ApiExcludeController()
@Controller()
export class SystemController {
  constructor(
    private readonly readiness: Readiness,
    private readonly database: Database,
    private readonly store: ReadinessStore,
  ) {}

  /** The process is alive: restarting it would help nobody. */
  @Get('healthz')
  @Access('public')
  alive(): { status: 'alive' } {
    return { status: 'alive' };
  }

  /** Requests are welcome. The tables are up to date whenever the service listens. */
  @Get('readyz')
  @Access('public')
  async ready(): Promise<{ status: 'ready' }> {
    const answered = !this.readiness.draining && (await this.#databaseAnswers());
    if (!answered) throw new Problem('temporarily_unavailable', { retryAfterSeconds: 1 });
    return { status: 'ready' };
  }

  async #databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
    });
    const answer = this.store.touch(this.database.reader).then(
      () => true,
      () => false,
    );
    const answered = await Promise.race([answer, late]);
    clearTimeout(timer);
    return answered;
  }
}
