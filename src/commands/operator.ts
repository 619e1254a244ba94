import 'reflect-metadata';
import { AdminModule } from '../admin/admin.module.js';
import { runOperatorCommand } from '../admin/operator-command.js';
import { OperatorsService } from '../admin/operators.service.js';
import { TitlesService } from '../titles/titles.service.js';
import { openCommandContext, runCommand } from './command-context.js';

runCommand(async (argv, configuration) => {
  const context = await openCommandContext(configuration, [AdminModule]);
  try {
    const operators = context.get(OperatorsService, { strict: false });
    const titles = context.get(TitlesService);
    return await runOperatorCommand(argv, { operators, titles, print: console.log });
  } finally {
    await context.close();
  }
});
