import type { Environment } from '../kernel/environment.js';
import type { PlayerId, TitleId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';

/** How many units of an offer a player has bought, ever. */
export interface OfferUsage {
  readonly playerId: PlayerId;
  readonly offer: string;
  readonly used: number;
}

/** The same within one calendar period, by the period's name. */
export interface OfferPeriodUsage extends OfferUsage {
  readonly period: string;
}

/** How many units of an offer all players together have bought. */
export interface OfferStock {
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly offer: string;
  readonly sold: number;
}

export const OFFER_USAGE: Book<OfferUsage> = book('offer usage');
export const OFFER_PERIOD_USAGE: Book<OfferPeriodUsage> = book('offer period usage');
/** Shared by all players: loading a row locks it until the batch is committed. */
export const OFFER_STOCK: Book<OfferStock> = book('offer stock');

export function usageKey(playerId: PlayerId, offer: string): string {
  return `${playerId} ${offer}`;
}

export function periodKey(playerId: PlayerId, offer: string, period: string): string {
  return `${playerId} ${offer} ${period}`;
}

export function stockKey(
  { titleId, environment }: Pick<OfferStock, 'titleId' | 'environment'>,
  offer: string,
): string {
  return `${titleId} ${environment} ${offer}`;
}
