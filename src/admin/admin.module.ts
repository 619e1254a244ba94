import { Module } from '@nestjs/common';
import { TitlesModule } from '../titles/titles.module.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLog } from './audit-log.service.js';
import { AuditLogStore } from './audit-log.store.js';
import { DemoOperators } from './demo-operators.js';
import { OperatorAuthenticator } from './operator-authenticator.js';
import { OperatorsService } from './operators.service.js';
import { OperatorsStore } from './operators.store.js';

const OFFERED = [AuditLog, DemoOperators, OperatorAuthenticator, OperatorsService];

@Module({
  imports: [TitlesModule],
  controllers: [AuditLogController],
  providers: [...OFFERED, AuditLogStore, OperatorsStore],
  exports: OFFERED,
})
export class AdminModule {}
