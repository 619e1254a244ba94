/** Where the hero stands. Its colours are custom properties of the style sheet: day or night. */
export const scene = `
<svg class="scene" viewBox="0 0 400 320" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
  <defs>
    <linearGradient id="scene-sky" x1="0" y1="0" x2="0" y2="1">
      <stop class="sky-top"/><stop class="sky-low" offset="1"/>
    </linearGradient>
    <radialGradient id="scene-halo"><stop class="halo"/>
    <stop class="halo" offset="1" stop-opacity="0"/>
    </radialGradient>
  </defs>
  <rect width="400" height="320" fill="url(#scene-sky)"/>
  <g class="stars"><circle cx="40" cy="40" r="1.6"/><circle cx="92" cy="84" r="1.2"/>
    <circle cx="140" cy="30" r="1.4"/><circle cx="206" cy="62" r="1.1"/>
    <circle cx="352" cy="112" r="1.4"/>
    <circle cx="374" cy="36" r="1.6"/><circle cx="250" cy="24" r="1.2"/>
    <circle cx="24" cy="128" r="1.2"/>
    <circle cx="180" cy="104" r="1"/></g>
  <circle cx="308" cy="76" r="86" fill="url(#scene-halo)"/>
  <circle class="orb" cx="308" cy="76" r="32"/>
  <g class="clouds"><path d="M40 108c0-10 12-14 20-10 4-12 24-12 28 0 12-2 18 8 12 14H44c-4
    0-4-2-4-4z"/>
    <path d="M214 132c0-8 9-11 15-8 3-9 18-9 21 0 9-2 14 6 9 11h-42c-3 0-3-2-3-3z"/></g>
  <path class="hill-far" d="M0 214c40-44 76-52 112-20 26-46 70-56 106-8 34-30 66-26 92 6 30-22
    60-18 90 10v118H0z"/>
  <path class="sea" d="M0 234h400v86H0z"/>
  <path class="glint" d="M20 244h60l-12 4H34zM150 240h46l-10 4h-28zM292 246h66l-14 4h-42z"/>
  <path class="hill-near" d="M0 262c60-18 110-26 200-26s146 10 200 26v58H0z"/>
  <path class="grass" d="M0 282c70-16 130-22 200-22s140 8 200 22v38H0z"/>
  <g class="lantern"><path d="M54 268V206" stroke-width="5"/>
  <path d="M54 208c12-8 22-4 22 8" stroke-width="4" fill="none"/>
    <rect x="68" y="216" width="16" height="22" rx="5"/></g>
  <g class="tuft"><path d="M330 282c-2-12-8-18-12-20 8 0 12 6 14 12 2-10 8-14 14-16-6 6-8 14-10
    24z"/>
    <path d="M112 300c-2-8-6-12-9-14 6 0 9 4 10 8 2-7 6-10 10-11-4 4-6 10-7 17z"/></g>
</svg>`;
