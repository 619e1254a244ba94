/** Pip, the hero: one body, dressed by skins. */
interface Skin {
  readonly body: readonly [string, string];
  readonly belly: string;
  readonly limb: string;
  readonly behind: string;
  readonly front: string;
}

const EARS = `<path d="M62 66C50 52 48 34 54 26c10 4 20 16 24 28z" fill="#7a64e0"/>
<path d="M138 66c12-14 14-32 8-40-10 4-20 16-24 28z" fill="#7a64e0"/>
<path d="M60 56c-5-9-6-17-4-22 6 4 11 12 14 19zM140 56c5-9 6-17 4-22-6 4-11 12-14 19z"
  fill="#ffb8dd"/>`;

const WINGS = `<path d="M58 104C34 96 14 70 6 40c20 8 26 8 36 22 2-14 6-20 14-26 6 24 12 46 12
  62z"
  fill="#9c1f33"/><path d="M142 104c24-8 44-34 52-64-20 8-26 8-36 22-2-14-6-20-14-26-6 24-12
    46-12 62z"
  fill="#9c1f33"/>
<path d="M58 100C38 90 22 70 14 50c14 6 20 10 26 22 3-10 6-16 12-20 4 18 8 34 8 46zM142
  100c20-10 36-30 44-50
-14 6-20 10-26 22-3-10-6-16-12-20-4 18-8 34-8 46z" fill="#ff6a3d"/>
<path d="M146 150c22 4 34-4 36-20" stroke="#c9362b" stroke-width="12" fill="none"
  stroke-linecap="round"/>
<path d="M182 138c-14-10-10-22-2-34 2 8 6 10 8 6 8 12 8 22-6 28z" fill="#ffb52e"/>
<path d="M182 134c-7-6-5-12-1-18 5 7 8 13 1 18z" fill="#fff0a8"/>`;

const HORNS = `<path d="M74 52C60 46 56 32 60 20c8 4 18 12 24 26zM126 52c14-6 18-20 14-32-8 4-18
  12-24 26z"
  fill="#fff0d2"/><path d="M94 42l6-16 6 16z" fill="#ffb52e"/>
<path d="M66 34c4 2 10 6 14 12M134 34c-4 2-10 6-14 12" stroke="#dcb98a" stroke-width="2"
  fill="none"/>
<path d="M88 60q6 5 12 0q6 5 12 0" stroke="#b52a2a" stroke-width="2.5" fill="none"
  opacity=".6"/>`;

const CRYSTALS = `<path d="M52 120L34 96l-6 26 18 18zM148 120l18-24 6 26-18 18z" fill="#8fd4fb"/>
<path d="M52 120L34 96l4 34zM148 120l18-24-4 34z" fill="#d8f3ff"/>`;

const CROWN = `<path d="M66 56l-8-26 18 16 6-32 14 28 4-36 4 36 14-28 6 32 18-16-8
  26c-20-12-48-12-68 0z"
  fill="#7cc9f7"/><path d="M82 14l0 32-6-0zM100 6v40l-4-4zM118 14l-8 28 8-8z" fill="#e4f8ff"/>
<path d="M66 56c20-12 48-12 68 0" stroke="#fff" stroke-width="5" fill="none"
  stroke-linecap="round"/>
<g stroke="#fff" stroke-width="2.5" stroke-linecap="round">
<path d="M24 60v14M17 67h14M19 62l10 10M29 62L19 72"/>
<path d="M178 50v12M172 56h12M174 52l8 8M182 52l-8 8"/></g>`;

const LEAVES = `<path d="M60 74C38 74 26 62 24 48c20-2 36 8 42 22zM140 74c22 0 34-12
  36-26-20-2-36 8-42 22z"
  fill="#3f7a34"/><path d="M62 72C48 68 36 58 30 52M138 72c14-4 26-14 32-20" stroke="#a9d36b"
  stroke-width="2" fill="none"/>`;

const MUSHROOMS = `<path d="M56 78c-4-26 18-44 44-44s48 18 44 44c-6 8-12-4-18 2-6 8-12-6-20 2-6
  6-14-6-20 0-8 6-12-6-18 0
-6 4-10 2-12-4z" fill="#4c8a35"/><path d="M70 56q6-10 16-14M112 44q12 4 18 14" stroke="#8cc653"
  stroke-width="4"
  fill="none" stroke-linecap="round"/>
<path d="M86 42h10l2-18H84z" fill="#fff3dc"/>
<path d="M72 26C72 10 84 2 92 2s20 8 20 24c-10 4-30 4-40 0z"
  fill="#e8453f"/><g fill="#fff"><circle cx="84" cy="18" r="4"/><circle cx="98" cy="12" r="3.5"/>
<circle cx="102" cy="22" r="2.5"/></g>
<path d="M118 46h7l1-12h-9z" fill="#fff3dc"/>
<path d="M108 36c0-10 8-15 13-15s13 5 13 15c-6 3-20 3-26 0z"
  fill="#f2a13c"/><circle cx="117" cy="30" r="2.5" fill="#fff"/>
  <circle cx="126" cy="31" r="2" fill="#fff"/>`;

const skins: Readonly<Record<string, Skin>> = {
  plain: {
    body: ['#b3a4ff', '#6c55d9'],
    belly: '#efe9ff',
    limb: '#5f49c9',
    behind: EARS,
    front: '',
  },
  dragon: {
    body: ['#ff9f5a', '#d63a2f'],
    belly: '#ffdca6',
    limb: '#b92c2c',
    behind: WINGS,
    front: HORNS,
  },
  frost: {
    body: ['#d5f2ff', '#4c9fe2'],
    belly: '#f6fdff',
    limb: '#3a86cc',
    behind: CRYSTALS,
    front: CROWN,
  },
  moss: {
    body: ['#c4e37e', '#5a9a45'],
    belly: '#f3f8cf',
    limb: '#437d35',
    behind: LEAVES,
    front: MUSHROOMS,
  },
};

const FACE = `<ellipse cx="79" cy="98" rx="12" ry="14" fill="#fff"/>
<ellipse cx="121" cy="98" rx="12" ry="14" fill="#fff"/>
<ellipse cx="81" cy="100" rx="7.5" ry="9.5" fill="#2a1840"/>
<ellipse cx="119" cy="100" rx="7.5" ry="9.5" fill="#2a1840"/>
<circle cx="84" cy="95" r="3.2" fill="#fff"/><circle cx="122" cy="95" r="3.2" fill="#fff"/>
<circle cx="79" cy="104" r="1.6" fill="#fff"/><circle cx="117" cy="104" r="1.6" fill="#fff"/>
<ellipse cx="64" cy="117" rx="8" ry="5" fill="#ff6f9c" opacity=".45"/>
<ellipse cx="136" cy="117" rx="8" ry="5" fill="#ff6f9c" opacity=".45"/>
<path d="M90 115q10 12 20 0q-10 3-20 0z" fill="#5d1636" stroke="#5d1636" stroke-width="2.5"
  stroke-linejoin="round"/>`;

function hero(name: string, { body, belly, limb, behind, front }: Skin): string {
  return `
<radialGradient id="hero-${name}-body" cx=".36" cy=".26" r=".85">
  <stop stop-color="${body[0]}"/><stop offset="1" stop-color="${body[1]}"/>
</radialGradient>
<symbol id="hero-${name}" viewBox="0 0 200 200">
  <ellipse cx="100" cy="186" rx="60" ry="8" fill="#000" opacity=".18"/>
  ${behind}
  <ellipse cx="76" cy="178" rx="20" ry="11" fill="${limb}"/>
  <ellipse cx="124" cy="178" rx="20" ry="11" fill="${limb}"/>
  <path d="M100 42c-38 0-58 30-58 72 0 42 22 66 58 66s58-24 58-66c0-42-20-72-58-72z"
    fill="url(#hero-${name}-body)"/>
  <path d="M100 126c22 0 34 12 34 28s-14 26-34 26-34-10-34-26 12-28 34-28z" fill="${belly}"
    opacity=".9"/>
  <path d="M46 124c-12 4-16 16-10 24 6 4 14-2 18-10zM154 124c12 4 16 16 10 24-6 4-14-2-18-10z"
    fill="${limb}"/>
  <path d="M62 74c6-12 16-19 28-21" stroke="#fff" stroke-width="7" fill="none"
    stroke-linecap="round"
    opacity=".35"/>
  ${FACE}${front}
</symbol>`;
}

/**
 * The same hero seen by a camera that runs beside: parts that move one by one. The face looks where
 * it runs, and what is behind trails.
 */
function runner(name: string, { body, belly, limb, behind, front }: Skin): string {
  return `
<symbol id="runner-${name}-back" viewBox="0 0 200 200">
  <g transform="translate(200 0) scale(-1 1)">${behind}</g>
</symbol>
<symbol id="runner-${name}-body" viewBox="0 0 200 200">
  <radialGradient id="runner-${name}-fill" cx=".36" cy=".26" r=".85">
    <stop stop-color="${body[0]}"/><stop offset="1" stop-color="${body[1]}"/>
  </radialGradient>
  <path d="M100 42c-38 0-58 30-58 72 0 42 22 66 58 66s58-24 58-66c0-42-20-72-58-72z"
    fill="url(#runner-${name}-fill)"/>
  <path d="M116 126c20 0 30 12 30 28s-14 26-34 26-30-10-30-26 12-28 34-28z" fill="${belly}"
    opacity=".9"/>
  <path d="M62 74c6-12 16-19 28-21" stroke="#fff" stroke-width="7" fill="none"
    stroke-linecap="round" opacity=".35"/>
  <g transform="translate(18 0)">${FACE}</g>
  <g transform="translate(6 0)">${front}</g>
</symbol>
<symbol id="runner-${name}-foot" viewBox="0 0 60 40">
  <ellipse cx="30" cy="22" rx="26" ry="15" fill="${limb}"/>
  <path d="M14 15c8-5 20-6 30 0" stroke="#fff" stroke-width="4" fill="none"
    stroke-linecap="round" opacity=".25"/>
</symbol>
<symbol id="runner-${name}-arm" viewBox="0 0 40 60">
  <ellipse cx="20" cy="30" rx="14" ry="25" fill="${limb}"/>
</symbol>`;
}

/** For the game; a page that only sells shows the hero from the front. */
export const runners = Object.entries(skins)
  .map(([name, skin]) => runner(name, skin))
  .join('');

export const heroes = Object.entries(skins)
  .map(([name, skin]) => hero(name, skin))
  .join('');

/** The picture of a skin; a skin that live-ops invented has no picture here and looks plain. */
export const heroArt = (sku: string | null): string => {
  const name = (sku ?? '').replace(/^skin\./, '');
  return `hero-${name in skins ? name : 'plain'}`;
};
