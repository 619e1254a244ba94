/** Potion, sword in three levels, chapter, starter set, and a box for what has no picture yet. */
const potion = `
<radialGradient id="potion-juice" cx=".4" cy=".35" r=".8">
  <stop stop-color="#ff9d8f"/><stop offset=".6" stop-color="#ee3f5f"/>
  <stop offset="1" stop-color="#a5153f"/>
</radialGradient>
<symbol id="art-potion" viewBox="0 0 100 100">
  <ellipse cx="50" cy="93" rx="28" ry="5" fill="#000" opacity=".15"/>
  <path d="M40 24h20v16c16 5 26 18 26 30 0 14-14 22-36 22s-36-8-36-22c0-12 10-25 26-30z"
    fill="#dff4ff" opacity=".92"/>
  <path d="M17 64c10-6 22 4 33 0s22-5 33 0c3 18-12 25-33 25S14 82 17 64z"
    fill="url(#potion-juice)"/>
  <circle cx="38" cy="76" r="4" fill="#fff" opacity=".5"/>
  <circle cx="62" cy="71" r="3" fill="#fff" opacity=".5"/>
  <circle cx="54" cy="80" r="2" fill="#fff" opacity=".6"/>
  <path d="M50 83c-9-6-12-10-9-14 3-3 7-1 9 2 2-3 6-5 9-2 3 4 0 8-9 14z" fill="#fff"
    opacity=".9"/>
  <rect x="36" y="20" width="28" height="8" rx="4" fill="#b5dff2"/>
  <path d="M41 6h18l-2 15H43z" fill="#b98150"/><path d="M41 6h18l-.6 5H41.600z" fill="#d9a673"/>
  <path d="M25 60c1-7 6-12 12-14" stroke="#fff" stroke-width="5" stroke-linecap="round"
    fill="none"/>
</symbol>`;

interface Blade {
  readonly steel: readonly [string, string];
  readonly guard: string;
  readonly grip: string;
  readonly extra: string;
}

const blades: readonly Blade[] = [
  { steel: ['#d7dde5', '#97a3b3'], guard: '#8c5a33', grip: '#5f3b20', extra: '' },
  {
    steel: ['#eef6ff', '#8fb4dc'],
    guard: '#f2b632',
    grip: '#3d4f8f',
    extra: `<circle cx="50" cy="67" r="5" fill="#39c3ff"/>
    <circle cx="48.5" cy="65.5" r="1.5" fill="#fff"/>`,
  },
  {
    steel: ['#fff6c9', '#ff9d3c'],
    guard: '#ffd04d',
    grip: '#7a1f4f',
    extra: `<path d="M50 30c6 8 4 14 0 22-4-8-6-14 0-22z" fill="#ff5d2e" opacity=".7"/>
    <path d="M26 66c-8-2-12-8-12-15 6 4 10 5 14 6zM74 66c8-2 12-8 12-15-6 4-10 5-14 6z"
      fill="#ffd04d"/><circle cx="50" cy="67" r="6" fill="#f23fb5"/>
    <circle cx="48" cy="65" r="2" fill="#fff"/>`,
  },
];

const sword = blades
  .map(({ steel, guard, grip, extra }, index) => {
    const level = index + 1;
    const wide = 5 + level * 2;
    const glow = level === 3 ? '<circle cx="50" cy="50" r="46" fill="url(#sword-glow)"/>' : '';
    return `
<symbol id="art-sword-${level}" viewBox="0 0 100 100">${glow}
  <g transform="rotate(45 50 50)">
    <path d="M50 ${8 - level * 4}l${wide} 12v46H${50 - wide}V${20 - level * 4}z"
      fill="${steel[1]}"/>
    <path d="M50 ${8 - level * 4}v58H${50 - wide}V${20 - level * 4}z" fill="${steel[0]}"/>
    <rect x="${34 - level * 3}" y="62" width="${32 + level * 6}" height="9" rx="4.5"
      fill="${guard}"/>
    <rect x="45" y="70" width="10" height="22" rx="3" fill="${grip}"/>
    <path d="M45 76l10 4M45 83l10 4" stroke="#fff" stroke-width="1.5" opacity=".4"/>
    <circle cx="50" cy="95" r="6" fill="${guard}"/>${extra}
  </g>
</symbol>`;
  })
  .join('');

const swordGlow = `<radialGradient id="sword-glow"><stop stop-color="#ffe27a" stop-opacity=".9"/>
<stop offset="1" stop-color="#ffb13c" stop-opacity="0"/></radialGradient>`;

const chapter = `
<linearGradient id="chapter-sky" x1="0" y1="0" x2="0" y2="1">
  <stop stop-color="#24125c"/><stop offset=".55" stop-color="#a23f9c"/>
  <stop offset="1" stop-color="#ffb27a"/>
</linearGradient>
<symbol id="art-chapter" viewBox="0 0 160 100" preserveAspectRatio="xMidYMid slice"><g>
  <rect width="160" height="100" fill="url(#chapter-sky)"/>
  <circle cx="104" cy="52" r="20" fill="#ffe6b0"/>
  <g fill="#fff"><circle cx="22" cy="18" r="1.5"/><circle cx="48" cy="10" r="1"/>
  <circle cx="70" cy="22" r="1.3"/><circle cx="134" cy="16" r="1.5"/>
  <circle cx="146" cy="34" r="1"/>
  <circle cx="34" cy="36" r="1"/></g>
  <path d="M24 66l8-34 6-6 6 6 8 34z" fill="#2b1a52"/><path d="M32 34l6-8 6 8z" fill="#ff6f7d"/>
  <path d="M35 38h6v6h-6z" fill="#ffe27a"/>
  <path d="M41 41l60-14v20z" fill="#ffe27a" opacity=".28"/>
  <path d="M0 64h160v36H0z" fill="#136c98"/>
  <path d="M0 64l26 14L52 64l28 16 26-16 28 14 26-14v10l-26 16-28-14-26 16-28-16-26 14L0 76z"
    fill="#5fe0ee" opacity=".75"/>
  <path d="M0 82l30 12 30-14 34 14 30-12 36 12v6H0z" fill="#2aa6cf" opacity=".9"/>
  <path d="M52 64l28 16-14 4zM106 64l28 14-16 6z" fill="#fff" opacity=".5"/>
  <path d="M88 66h32l-6 5H96z" fill="#fff0c4" opacity=".8"/>
</g></symbol>`;

const starter = `
<symbol id="art-starter" viewBox="0 0 120 100">
  <ellipse cx="60" cy="93" rx="46" ry="6" fill="#000" opacity=".15"/>
  <use href="#hero-moss" x="6" y="4" width="72" height="72"/>
  <use href="#art-potion" x="64" y="14" width="44" height="52"/>
  <path d="M14 56h92l-6 32c-1 4-3 5-6 5H26c-3 0-5-1-6-5z" fill="#e7a34c"/>
  <path d="M10 52h100v12H10z" fill="#f7c873"/>
  <path d="M54 52h12v41H54z" fill="#d63f77"/>
  <path d="M60 56c-6-14-22-12-20-4 1 5 12 6 20 4zm0 0c6-14 22-12 20-4-1 5-12 6-20 4z"
    fill="#f0568f"/>
  <circle cx="60" cy="56" r="5" fill="#b92b62"/>
</symbol>`;

const box = `
<symbol id="art-box" viewBox="0 0 100 100">
  <ellipse cx="50" cy="92" rx="38" ry="6" fill="#000" opacity=".15"/>
  <path d="M50 14l38 18v40L50 90 12 72V32z" fill="#8f7bd8"/>
  <path d="M50 50l38-18v40L50 90z" fill="#6a55b8"/>
  <path d="M50 14l38 18-38 18-38-18z" fill="#b9a8f2"/>
  <path d="M44 60c0-8 12-8 12 0 0 5-6 5-6 10m0 5v1" stroke="#fff" stroke-width="4" fill="none"
    stroke-linecap="round" opacity="0"/>
</symbol>`;

export const things = potion + swordGlow + sword + chapter + starter + box;
