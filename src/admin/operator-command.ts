import { parseArgs } from 'node:util';
import { isId } from '../kernel/id.js';
import { ROLES, type Role } from '../platform/http/caller.js';
import type { TitlesService } from '../titles/titles.service.js';
import type { Operator, TitleRoles } from './operator.js';
import { OperatorRefused, type OperatorsService } from './operators.service.js';

/** What the command works with. */
export interface OperatorCommandServices {
  readonly operators: OperatorsService;
  readonly titles: TitlesService;
  readonly print: (line: string) => void;
}

const USAGE = `operator list
operator add <name> --title <slug> --role <role>[,<role>…]
operator roles <operator id> --title <slug> --role <role>[,<role>…]|none
operator token <operator id>     a new token in place of the old one
operator revoke <operator id>
Roles: ${ROLES.join(', ')}.`;

/** Runs one command; the answer is the exit code: 0 done, 1 refused, 2 misused. */
export async function runOperatorCommand(
  argv: readonly string[],
  services: OperatorCommandServices,
): Promise<number> {
  const read = argumentsOf(argv);
  try {
    if (read) return await run(read, services);
  } catch (error) {
    if (!(error instanceof OperatorRefused)) throw error;
    services.print(`Refused: ${error.message}.`);
    return 1;
  }
  services.print(USAGE);
  return 2;
}

interface Read {
  readonly action: string | undefined;
  /** A name, or the id of an operator. */
  readonly who: string;
  readonly title: string | undefined;
  readonly role: string | undefined;
}

function argumentsOf(argv: readonly string[]): Read | null {
  const text = { type: 'string' } as const;
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { title: text, role: text },
    });
    const [action, who = '', ...more] = positionals;
    const needsTitle = action === 'add' || action === 'roles';
    const named = values.title !== undefined && values.role !== undefined;
    const complete = action === 'list' ? who === '' : who !== '' && (!needsTitle || named);
    return complete && more.length === 0 ? ({ action, who, ...values } as Read) : null;
  } catch {
    return null;
  }
}

async function run(read: Read, services: OperatorCommandServices): Promise<number> {
  const { action, who } = read;
  if (action === 'list') return list(services);
  if (action === 'add') return add(who, await rolesOf(read, services), services);
  const operator = await operatorOf(who, services);
  if (action === 'roles') return setRoles(operator, await rolesOf(read, services), services);
  if (action === 'token') {
    const token = await services.operators.replaceToken(operator);
    return show(operator, token, services);
  }
  if (action === 'revoke') return revoke(operator, services);
  services.print(USAGE);
  return 2;
}

async function operatorOf(id: string, { operators }: OperatorCommandServices): Promise<Operator> {
  const operator = isId('operator', id) ? await operators.find(id) : null;
  if (operator === null) throw new OperatorRefused('there is no such operator');
  return operator;
}

async function rolesOf(
  { title: slug = '', role = '' }: Read,
  { titles }: OperatorCommandServices,
): Promise<TitleRoles> {
  const title = await titles.bySlug(slug);
  if (!title) throw new OperatorRefused('there is no such title');
  if (role === 'none') return { titleId: title.id, roles: [] };
  const roles = role.split(',');
  const known = roles.every((one) => ROLES.includes(one as Role));
  if (!known) throw new OperatorRefused(`the roles are ${ROLES.join(', ')}`);
  return { titleId: title.id, roles: roles as Role[] };
}

async function list({ operators, titles, print }: OperatorCommandServices): Promise<number> {
  for (const { id, name, hint, revokedAt, titles: where } of await operators.list()) {
    const may: string[] = [];
    for (const { titleId, roles } of where) {
      may.push(`${(await titles.title(titleId)).slug}: ${roles.join(',')}`);
    }
    const state = revokedAt === null ? may.join('; ') || 'no title' : 'revoked';
    print(`${id}  ${hint}  ${name}  ${state}`);
  }
  return 0;
}

async function add(
  name: string,
  roles: TitleRoles,
  services: OperatorCommandServices,
): Promise<number> {
  if (roles.roles.length === 0) throw new OperatorRefused('an operator starts with a role');
  const { operator, token } = await services.operators.add(name, roles);
  return show(operator, token, services);
}

function show({ id }: Operator, token: string, { print }: OperatorCommandServices): number {
  print(`${id}  ${token}`);
  print('Keep it now: it is not shown again.');
  return 0;
}

async function setRoles(
  operator: Operator,
  roles: TitleRoles,
  { operators, print }: OperatorCommandServices,
): Promise<number> {
  await operators.setRoles(operator, roles);
  print('The roles are set; every instance knows them within five seconds.');
  return 0;
}

async function revoke(
  operator: Operator,
  { operators, print }: OperatorCommandServices,
): Promise<number> {
  if (!(await operators.revoke(operator))) throw new OperatorRefused('that was done before');
  print('The operator is revoked; every instance refuses the token within five seconds.');
  return 0;
}
