import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog.module.js';
import { DraftJudge } from '../drafts/draft-judge.service.js';
import { RehearsalController } from './rehearsal.controller.js';
import { RehearsalService } from './rehearsal.service.js';

/** Needs the `Database`, the clock and the configuration, which the application provides to all. */
@Module({
  imports: [CatalogModule],
  controllers: [RehearsalController],
  providers: [DraftJudge, RehearsalService],
  exports: [RehearsalService],
})
export class RehearsalModule {}
