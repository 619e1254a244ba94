import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { PlayersModule } from '../players/players.module.js';
import { Till } from '../till/till.js';
import { TillModule } from '../till/till.module.js';
import { EventPages } from './event-pages.service.js';
import { EventsController, ServerPlayerEventsController } from './events.controller.js';
import { LiveStreams } from './live-streams.js';
import { PlayerEvents } from './player-events.service.js';
import { PlayerEventsStore } from './player-events.store.js';

@Module({
  imports: [TillModule, PlayersModule, CatalogModule],
  controllers: [EventsController, ServerPlayerEventsController],
  providers: [EventPages, LiveStreams, PlayerEvents, PlayerEventsStore],
})
export class LiveModule {
  constructor(@Inject(Till) till: Till, @Inject(LiveStreams) streams: LiveStreams) {
    till.afterCommit((players) => streams.wake(players));
  }
}
