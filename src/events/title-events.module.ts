import { Module } from '@nestjs/common';
import { ServerTitleEventsController } from './server-title-events.controller.js';
import { TitleEventsService } from './title-events.service.js';

/** Apart from the events of players, which know the ledger: the catalog tells events too. */
@Module({
  controllers: [ServerTitleEventsController],
  providers: [TitleEventsService],
  exports: [TitleEventsService],
})
export class TitleEventsModule {}
