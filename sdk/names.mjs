// Picks the names of variables so that gzip finds more to repeat. What a minifier calls a variable
// is free; a good choice saves as much as a feature costs (5 % of the core).
import { gzipSync } from 'node:zlib';
import { parse } from '@babel/parser';
import babelTraverse from '@babel/traverse';

const traverse = babelTraverse.default;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const TRIES = 100_000;
/** By how many bytes the first steps may be worse: who only climbs ends on the nearest hill. */
const HEAT = 1;

/** The same code every time: the search needs chance, the build must not. */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A name of a member or an export stands in a place where no variable can. */
const isName = ({ parent, key }) =>
  (key === 'property' && parent.type === 'MemberExpression' && !parent.computed) ||
  (key === 'key' && !parent.computed) ||
  key === 'exported';

/**
 * All variables of a module, each with where it is written and in which scopes it is visible; and
 * the members that begin with `$`, which are free as well. Each of those is seen where any is.
 */
function variablesOf(code) {
  const bindings = new Set();
  const ast = parse(code, { sourceType: 'module' });
  traverse(ast, {
    Scope({ scope }) {
      for (const binding of Object.values(scope.bindings))
        if (binding.scope === scope) bindings.add(binding);
    },
  });
  const variables = [...bindings].map((binding) => ({
    home: binding.scope,
    name: binding.identifier.name,
    places: new Set([binding.identifier.start]),
    scopes: new Set([binding.scope]),
  }));
  const byBinding = new Map([...bindings].map((binding, index) => [binding, variables[index]]));
  const members = new Map();
  traverse(ast, {
    Identifier(path) {
      const { node, scope, parent, key } = path;
      if (isName(path)) {
        if (node.name.startsWith('$')) memberOf(members, node.name).places.add(node.start);
        return;
      }
      // Counted above; it stands outside of the scope that it opens.
      if (key === 'id' && parent.type === 'FunctionDeclaration') return;
      const variable = byBinding.get(scope.getBinding(node.name));
      if (!variable) return;
      if (parent.shorthand) throw new Error('a shorthand property cannot be renamed');
      variable.places.add(node.start);
      for (let at = scope; at !== variable.home; at = at.parent) variable.scopes.add(at);
    },
  });
  return [...variables, ...members.values()];
}

/** Where every member is at home. */
const MEMBERS = {};

function memberOf(members, name) {
  if (!members.has(name))
    members.set(name, {
      home: MEMBERS,
      name,
      places: new Set(),
      scopes: new Set([MEMBERS]),
    });
  return members.get(name);
}

/** Which variables must not have one name: one of them is visible where the other lives. */
function conflictsOf(variables) {
  return variables.map((one) =>
    variables.flatMap((other, index) =>
      one !== other && (one.scopes.has(other.home) || other.scopes.has(one.home)) ? [index] : [],
    ),
  );
}

/** Cuts the code at its variables: texts, and between them the number of a variable. */
function cut(code, variables) {
  const places = variables.flatMap(({ name, places }, index) =>
    [...places].map((start) => ({ start, end: start + name.length, index })),
  );
  places.sort((one, other) => one.start - other.start);
  const texts = [];
  let from = 0;
  for (const { start, end } of places) {
    texts.push(code.slice(from, start));
    from = end;
  }
  texts.push(code.slice(from));
  return (names) =>
    texts.map((text, at) => (at ? names[places[at - 1].index] + text : text)).join('');
}

/** Gives the code the best names that a bounded search finds; the meaning stays. */
export function renamed(code, seed) {
  const variables = variablesOf(code);
  const conflicts = conflictsOf(variables);
  const written = cut(code, variables);
  const weight = (names) => gzipSync(written(names), { level: 9 }).length;
  const chance = generator(seed);
  const members = variables.filter(({ home }) => home === MEMBERS);
  let names = variables.map((one) => LETTERS[members.indexOf(one)] ?? one.name);
  let least = weight(names);
  let best = { names, least };
  for (let round = 0; round < TRIES && variables.length; round++) {
    const tried = [...names];
    const index = chance(tried.length);
    const [before, wanted] = [tried[index], LETTERS[chance(LETTERS.length)]];
    const others = conflicts[index].filter((other) => tried[other] === wanted);
    tried[index] = wanted;
    for (const other of others) tried[other] = before;
    const clash = [index, ...others].some((one) =>
      conflicts[one].some((other) => tried[other] === tried[one]),
    );
    const found = clash ? Number.POSITIVE_INFINITY : weight(tried);
    const slack = HEAT * (1 - round / TRIES) * (chance(1_000) / 1_000);
    if (found > least + slack) continue;
    [names, least] = [tried, found];
    if (least < best.least) best = { names, least };
  }
  return proven(written(best.names), code);
}

/** Throws unless the names of the new code stand together exactly as those of the old one. */
function proven(code, before) {
  if (meeting(code) !== meeting(before)) throw new Error('renaming changed the meaning');
  return code;
}

/** Which of the names in a code, counted from its start, are one variable or one member. */
function meeting(code) {
  const members = new Map();
  traverse(parse(code, { sourceType: 'module' }), {
    Identifier(path) {
      if (isName(path)) memberOf(members, path.node.name).places.add(path.node.start);
    },
  });
  const variables = variablesOf(code).filter(({ home }) => home !== MEMBERS);
  return [variables, [...members.values()]].map(together).join('\n');
}

/** The places of each, by their number among the places of all. */
function together(variables) {
  const all = variables.flatMap(({ places }) => [...places]).sort((one, other) => one - other);
  const number = new Map(all.map((place, index) => [place, index]));
  const groups = variables.map(({ places }) =>
    [...places].map((place) => number.get(place)).sort((one, other) => one - other),
  );
  return groups
    .map((group) => group.join())
    .sort()
    .join(';');
}
