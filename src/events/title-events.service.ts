import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Scope } from '../platform/http/caller.js';
import { strictQuery } from '../platform/http/list-query.js';
import { titleEventView } from './title-event.js';
import { titleEventsAfter } from './title-event.store.js';

const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;

/** What happened to a title, for its operators and its servers. */
@Injectable()
export class TitleEventsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Events with numbers above `?after=` (0: from the first), at most `?limit=`. `nextAfter` is what
   * to ask with next; with no event it is what was asked with. Throws `invalid_query`.
   */
  async list(scope: Scope, url: string) {
    const query = strictQuery(url, ['after', 'limit']);
    const after = wholeNumber(query.after ?? '0');
    const limit = wholeNumber(query.limit ?? `${LIMIT_DEFAULT}`);
    if (limit < 1 || limit > LIMIT_MAX) throw new Problem('invalid_query');
    const events = await titleEventsAfter(this.database.reader, scope, { after, limit });
    return { data: events.map(titleEventView), nextAfter: events.at(-1)?.number ?? after };
  }
}

function wholeNumber(text: string): number {
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) throw new Problem('invalid_query');
  return Number(text);
}
