import 'reflect-metadata';
import { runAuditCommand } from '../audit/audit-command.js';
import { runCommand } from './command-context.js';

runCommand((argv, configuration) =>
  runAuditCommand(argv, configuration, {
    print: console.log,
    complain: console.error,
    now: Date.now(),
  }),
);
