import 'reflect-metadata';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { runTitleCommand } from '../titles/title-command.js';
import { TitlesService } from '../titles/titles.service.js';
import { openCommandContext, runCommand } from './command-context.js';

runCommand(async (argv, configuration) => {
  const context = await openCommandContext(configuration);
  try {
    const titles = context.get(TitlesService);
    const secret = context.get(ProcessSecret);
    return await runTitleCommand(argv, { titles, secret, print: console.log });
  } finally {
    await context.close();
  }
});
