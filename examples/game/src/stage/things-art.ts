/** What lies on the way, as SVG symbols. */
const ember = `
<radialGradient id="ember-glow"><stop stop-color="#fff6c8"/>
<stop offset=".45" stop-color="#ffc03d"/><stop offset="1" stop-color="#ff7a1a"/></radialGradient>
<radialGradient id="ember-halo"><stop offset=".3" stop-color="#ffb43c" stop-opacity=".55"/>
<stop offset="1" stop-color="#ff9d2e" stop-opacity="0"/></radialGradient>
<symbol id="run-ember" viewBox="0 0 100 100">
  <circle cx="50" cy="54" r="46" fill="url(#ember-halo)"/>
  <path d="M50 12c4 14 24 24 24 46 0 16-10 26-24 26S26 74 26 58c0-10 6-15 10-22 2 6 5 8 8 8-1-12
    0-22 6-32z" fill="url(#ember-glow)" stroke="#c94b12" stroke-width="4"/>
  <path d="M50 52c3 7 10 10 10 18 0 6-4 10-10 10s-10-4-10-10c0-8 7-11 10-18z" fill="#fffbe2"/>
</symbol>`;

const bush = `
<symbol id="run-bush" viewBox="0 0 132 102">
  <path d="M8 102c-6-18 2-30 14-32-6-18 10-32 26-26 4-20 34-24 42-4 18-6 32 10 26 26 12 4 16 20 8
    36z" fill="#4d3a78"/>
  <path d="M14 102c-2-14 6-22 16-22-2-16 10-24 22-18 6-18 28-18 34 0 14-6 26 6 22 20 10 2 14 10 10
    20z" fill="#6a51a3"/>
  <path d="M22 66L6 46l26 12zM52 40L48 12l18 22zM92 36l18-22-4 30zM112 66l20-14-14 26z"
    fill="#f4e3ff"/>
  <path d="M36 84l-12-16 20 8zM66 74l-2-22 14 18zM98 84l14-16-6 22z" fill="#d9c2ff"/>
  <circle cx="50" cy="92" r="6" fill="#ff5d8a"/><circle cx="84" cy="94" r="5" fill="#ff8aa8"/>
</symbol>`;

const crate = `
<symbol id="run-crate" viewBox="0 0 100 100">
  <rect x="3" y="3" width="94" height="94" rx="12" fill="#7d4724"/>
  <rect x="9" y="9" width="82" height="82" rx="8" fill="#c98a52"/>
  <path d="M9 30h82M9 70h82M50 9v82" stroke="#a5683a" stroke-width="4"/>
  <path d="M12 88L88 12" stroke="#8a5229" stroke-width="13" stroke-linecap="round"/>
  <path d="M12 88L88 12" stroke="#dba268" stroke-width="6" stroke-linecap="round"/>
  <g fill="#f6d9a8"><circle cx="18" cy="18" r="4"/><circle cx="82" cy="18" r="4"/>
  <circle cx="18" cy="82" r="4"/><circle cx="82" cy="82" r="4"/></g>
</symbol>`;

const slime = `
<linearGradient id="slime-skin" x1="0" y1="0" x2="0" y2="1">
  <stop stop-color="#9af0c0"/><stop offset="1" stop-color="#1f9c83"/></linearGradient>
<symbol id="run-slime" viewBox="0 0 128 100">
  <path d="M8 92c-6-40 22-82 56-82s62 42 56 82c-1 6-10 8-16 2-6 6-16 6-20-1-6 7-16 7-20 1-4 6-14
    6-20-1-4 7-14 7-20 1-6 6-15 4-16-2z" fill="url(#slime-skin)"/>
  <ellipse cx="44" cy="56" rx="11" ry="14" fill="#fff"/><circle cx="40" cy="59" r="7"/>
  <ellipse cx="82" cy="56" rx="11" ry="14" fill="#fff"/><circle cx="78" cy="59" r="7"/>
  <path d="M30 38l22 8M98 38l-22 8" stroke="#0d5a4c" stroke-width="6" stroke-linecap="round"/>
  <path d="M48 80q14-10 28 0" stroke="#0d5a4c" stroke-width="5" fill="none"
    stroke-linecap="round"/>
  <path d="M26 40c4-12 12-18 22-20" stroke="#fff" stroke-width="7" stroke-linecap="round"
    fill="none" opacity=".6"/>
</symbol>`;

export const thingsArt = ember + bush + crate + slime;
