import { Inject, Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { EVENTS } from './event.js';
import { EventStore } from './event.store.js';

@Module({ imports: [TillModule, LedgerModule], providers: [EventStore] })
export class EventsModule {
  constructor(@Inject(Books) books: Books, @Inject(EventStore) store: EventStore) {
    books.keep(EVENTS, store);
  }
}
