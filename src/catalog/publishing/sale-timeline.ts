import type { TitleNews } from '../../events/title-event.js';
import { timestamp } from '../../kernel/clock.js';
import type { CatalogModel, Sale } from '../model.js';
import { momentOf } from '../window.js';
import type { Publication } from './publication.js';
import type { TimelineMark } from './publication.store.js';

const HOUR_MS = 3_600_000;
/** The first place on Earth where a wall clock shows a time is at UTC+14, the last at UTC−12. */
const AHEAD_MS = 14 * HOUR_MS;
const BEHIND_MS = 12 * HOUR_MS;

/** A publication with what it sells. */
export interface TimelinePoint {
  readonly publication: Publication;
  readonly model: CatalogModel;
}

export interface Timeline {
  readonly mark: TimelineMark;
  /** What sold at the mark. */
  readonly before: TimelinePoint | null;
  /** What took effect since, in order, up to `until`. */
  readonly points: readonly TimelinePoint[];
  readonly until: number;
}

export interface TimelineNews {
  readonly news: readonly TitleNews[];
  readonly mark: TimelineMark;
  /** When the last catalog next starts or ends a sale; null: never. */
  readonly nextEdgeAt: number | null;
}

/**
 * From when until when somebody, somewhere, sees a sale: in the players' own zones it starts with
 * the earliest zone and ends with the last. Null: without a bound.
 */
export function edgesOfSale({ startsAt, endsAt, zone }: Sale): {
  readonly startsAt: number | null;
  readonly endsAt: number | null;
} {
  if (zone === null) return { startsAt, endsAt };
  if (zone === 'player') {
    return {
      startsAt: startsAt === null ? null : startsAt - AHEAD_MS,
      endsAt: endsAt === null ? null : endsAt + BEHIND_MS,
    };
  }
  return {
    startsAt: startsAt === null ? null : momentOf(startsAt, zone),
    endsAt: endsAt === null ? null : momentOf(endsAt, zone),
  };
}

function runsAt(sale: Sale, moment: number): boolean {
  const { startsAt, endsAt } = edgesOfSale(sale);
  return (startsAt === null || startsAt <= moment) && (endsAt === null || moment < endsAt);
}

function runningAt(model: CatalogModel, moment: number): Set<string> {
  const sales = [...model.sales.values()].filter((sale) => runsAt(sale, moment));
  return new Set(sales.map(({ key }) => key));
}

/** The moments after `from` at which sales of the model start or end, in order, and which ones. */
function edgesAfter(model: CatalogModel, from: number): [moment: number, sales: Sale[]][] {
  const edges = new Map<number, Sale[]>();
  for (const sale of model.sales.values()) {
    const { startsAt, endsAt } = edgesOfSale(sale);
    for (const edge of new Set([startsAt, endsAt])) {
      if (edge === null || edge <= from) continue;
      const known = edges.get(edge);
      if (known) known.push(sale);
      else edges.set(edge, [sale]);
    }
  }
  return [...edges].sort(([left], [right]) => left - right);
}

/**
 * Walks a scope's time from a mark to `until` and tells what happened on the way, in order: each
 * publication that took effect, each sale that started or ended by its window or by a publish. A
 * sale that goes on in the next version neither ends nor starts. Pure: walked in one go or in many,
 * by this instance or by another, the same is told.
 */
export function walked({ mark, before, points, until }: Timeline): TimelineNews {
  const walk = new Walk(before, mark.moment);
  for (const point of points) {
    walk.toJustBefore(point.publication.takesEffectAt);
    walk.take(point);
  }
  const end = Math.max(until, mark.moment ?? until);
  walk.toJustBefore(end + 1);
  const number = points.at(-1)?.publication.number ?? mark.number;
  const { news, point } = walk;
  const [next] = point === null ? [] : edgesAfter(point.model, end);
  return { news, mark: { moment: end, number }, nextEdgeAt: next?.[0] ?? null };
}

class Walk {
  readonly news: TitleNews[] = [];
  #running: ReadonlySet<string>;
  #moment: number;

  constructor(
    public point: TimelinePoint | null,
    moment: number | null,
  ) {
    this.#moment = moment ?? Number.NEGATIVE_INFINITY;
    this.#running = point === null ? new Set() : runningAt(point.model, this.#moment);
  }

  /** Through all edges of the sales that lie before `end`. */
  toJustBefore(end: number): void {
    if (this.point === null) return;
    for (const [edge, sales] of edgesAfter(this.point.model, this.#moment)) {
      if (edge >= end) return;
      const running = new Set(this.#running);
      for (const sale of sales) {
        if (runsAt(sale, edge)) running.add(sale.key);
        else running.delete(sale.key);
      }
      this.#switchSales(this.point, edge, running);
      this.#moment = edge;
    }
  }

  take(point: TimelinePoint): void {
    const { number, versionId, takesEffectAt, publishedBy, reason, draftId } = point.publication;
    const previousVersion = this.point?.publication.versionId ?? null;
    const facts = { version: versionId, previousVersion, publishedBy, reason, draft: draftId };
    const data = { ...facts, takesEffectAt: timestamp(takesEffectAt) };
    const subject = `${number}`;
    this.news.push({ type: 'catalog.published', subject, at: takesEffectAt, data });
    this.point = point;
    this.#moment = takesEffectAt;
    this.#switchSales(point, takesEffectAt, runningAt(point.model, takesEffectAt));
  }

  /** Ends come first: where one sale follows another there is no moment with both. */
  #switchSales({ publication }: TimelinePoint, at: number, running: ReadonlySet<string>): void {
    const ended = [...this.#running].filter((key) => !running.has(key)).sort();
    const started = [...running].filter((key) => !this.#running.has(key)).sort();
    const tell = (type: 'sale.started' | 'sale.ended') => (key: string) => {
      const data = { sale: key, version: publication.versionId };
      this.news.push({ type, subject: `${key}/${publication.number}/${at}`, at, data });
    };
    ended.forEach(tell('sale.ended'));
    started.forEach(tell('sale.started'));
    this.#running = running;
  }
}
