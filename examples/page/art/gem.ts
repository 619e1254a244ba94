/** A cut gem, seen from the front: light falls from the upper left. */
export const gem = `
<symbol id="art-gem" viewBox="0 0 100 100">
  <path d="M28 18h44l22 26-44 44L6 44z" fill="#d42fae"/>
  <path d="M28 18h22L34 44H6z" fill="#ff8fdc"/>
  <path d="M50 18h22l22 26H66z" fill="#f25cc6"/>
  <path d="M50 18l16 26H34z" fill="#ffc4ef"/>
  <path d="M34 44h32L50 88z" fill="#e83fbc"/>
  <path d="M6 44h28l16 44z" fill="#c3259d"/>
  <path d="M66 44h28L50 88z" fill="#95197a"/>
  <path d="M31 22h12l-9 15H17z" fill="#fff" opacity=".55"/>
  <path d="M78 12l2.5 6 6 2.5-6 2.5-2.5 6-2.5-6-6-2.5 6-2.500z" fill="#fff"/>
</symbol>`;

/** What is only earned. */
export const coin = `
<symbol id="art-coin" viewBox="0 0 100 100">
  <circle cx="50" cy="52" r="42" fill="#b87a00"/>
  <circle cx="50" cy="48" r="42" fill="#ffc83d"/>
  <circle cx="50" cy="48" r="32" fill="none" stroke="#d99400" stroke-width="5"/>
  <path d="M50 28l6 13 14 2-10 10 2 14-12-7-12 7 2-14-10-10 14-2z" fill="#fff3c4"/>
  <path d="M20 36c5-12 14-19 26-21" fill="none" stroke="#fff" stroke-width="5"
    stroke-linecap="round" opacity=".7"/>
</symbol>`;

const at = (x: number, y: number, size: number, turn = 0) =>
  `<use href="#art-gem" x="${x}" y="${y}" width="${size}" height="${size}"
    transform="rotate(${turn} ${x + size / 2} ${y + size / 2})"/>`;

/** What a pack looks like grows with what is in it. */
export const gemPacks = `
<linearGradient id="pouch-cloth" x1="0" y1="0" x2="1" y2="1">
  <stop stop-color="#c98a52"/><stop offset="1" stop-color="#7d4724"/>
</linearGradient>
<linearGradient id="chest-wood" x1="0" y1="0" x2="0" y2="1">
  <stop stop-color="#b8733a"/><stop offset="1" stop-color="#77401c"/>
</linearGradient>
<linearGradient id="chest-gold" x1="0" y1="0" x2="0" y2="1">
  <stop stop-color="#ffe08a"/><stop offset="1" stop-color="#d9961f"/>
</linearGradient>
<symbol id="art-handful" viewBox="0 0 120 100">
  <ellipse cx="60" cy="88" rx="42" ry="7" fill="#000" opacity=".14"/>
  ${at(10, 38, 48, -14)}${at(62, 38, 48, 14)}${at(34, 22, 54)}
</symbol>
<symbol id="art-pouch" viewBox="0 0 120 100">
  <ellipse cx="60" cy="92" rx="46" ry="6" fill="#000" opacity=".14"/>
  ${at(24, 2, 36, -18)}${at(60, 2, 36, 20)}${at(40, -4, 42)}
  <path d="M34 36c-20 16-28 52-10 54 24 4 48 4 72 0 18-2 10-38-10-54z" fill="url(#pouch-cloth)"/>
  <path d="M30 37c18 8 42 8 60 0l-4-9c-14 6-38 6-52 0z" fill="#a8683a"/>
  <path d="M32 40c18 8 38 8 56 0" fill="none" stroke="#ffd877" stroke-width="4"/>
  <path d="M34 50c-8 10-12 22-11 32" stroke="#fff" stroke-width="4" fill="none"
    stroke-linecap="round" opacity=".25"/>
  ${at(46, 52, 28)}
</symbol>
<symbol id="art-chest" viewBox="0 0 120 100">
  <ellipse cx="60" cy="93" rx="52" ry="6" fill="#000" opacity=".16"/>
  <path d="M16 40c0-24 12-34 26-34h36c14 0 26 10 26 34z" fill="#5b2f14"/>
  <path d="M22 38c0-18 9-26 20-26h36c11 0 20 8 20 26z" fill="#2c1509"/>
  ${at(18, 20, 34, -20)}${at(68, 20, 34, 20)}${at(30, 8, 38, -8)}${at(54, 8, 38, 10)}
  ${at(42, 14, 38)}
  <path d="M12 44h96v40c0 5-3 8-8 8H20c-5 0-8-3-8-8z" fill="url(#chest-wood)"/>
  <path d="M12 60h96M12 76h96" stroke="#5b2f14" stroke-width="2" opacity=".6"/>
  <path d="M10 40h100v10H10z" fill="url(#chest-gold)"/>
  <path d="M20 50h10v42H20zM90 50h10v42H90z" fill="url(#chest-gold)"/>
  <rect x="50" y="44" width="20" height="24" rx="4" fill="url(#chest-gold)"/>
  <circle cx="60" cy="54" r="4" fill="#5b2f14"/><path d="M58 55h4l2 9h-8z" fill="#5b2f14"/>
</symbol>`;
