import { attempt, onSubmit } from './ask.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { field } from './field.js';
import { spanText, timeText } from './format.js';
import { say } from './said.js';

const hour = 3_600_000;
const nearlyNowMs = 2000;
const leaps = [
  { id: 'clock-hour', name: '1 hour', advanceMs: hour },
  { id: 'clock-half-day', name: '12 hours', advanceMs: 12 * hour },
  { id: 'clock-day', name: '1 day', advanceMs: 24 * hour },
  { id: 'clock-three-days', name: '3 days', advanceMs: 72 * hour },
  { id: 'clock-week', name: '1 week', advanceMs: 168 * hour },
];

let offsetMs = 0;

/** What time it is at the stores, in milliseconds since 1970. */
export function storeNow() {
  return Date.now() + offsetMs;
}

/** Reads how far the stores' clock is from the real one. */
export async function readClock() {
  /** @type {{ now: string }} */
  const { now } = await call('GET', '/clock');
  offsetMs = Date.parse(now) - Date.now();
  showTime();
}

/** Shows the stores' time; to be called every second. */
export function showTime() {
  const iso = new Date(storeNow()).toISOString();
  const time = byId('clock-time');
  time.textContent = timeText(iso);
  time.setAttribute('datetime', iso);
  byId('clock-offset').textContent = offsetText();
}

function offsetText() {
  if (Math.abs(offsetMs) < nearlyNowMs) return 'real time';
  return `${spanText(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
}

/**
 * Makes the dialog that moves the clock work.
 *
 * @param {() => Promise<void>} refresh
 */
export function setUpClock(refresh) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('clock-dialog'));
  const until = element('input', {
    type: 'datetime-local',
    id: 'clock-until',
    required: true,
    step: 1,
  });
  const exact = element(
    'form',
    { class: 'row' },
    field('Or to a moment', until),
    element('button', { id: 'clock-set' }, 'Go there'),
  );
  byId('clock-leaps').append(...leaps.map(leapButton));
  byId('clock-exact').append(exact);
  byId('clock-open').addEventListener('click', () => {
    const local = storeNow() - new Date().getTimezoneOffset() * 60_000;
    until.value = new Date(local).toISOString().slice(0, 19);
    dialog.showModal();
  });
  byId('clock-close').addEventListener('click', () => dialog.close());
  byId('clock-real').addEventListener('click', () =>
    attempt(dialog, () => move({ iso: new Date().toISOString() })),
  );
  onSubmit(exact, () => move({ iso: new Date(until.value).toISOString() }));

  /** @param {typeof leaps[number]} leap */
  function leapButton({ id, name, advanceMs }) {
    const click = () => attempt(dialog, () => move({ advanceMs }));
    return element('button', { type: 'button', id, click }, `+ ${name}`);
  }

  /** @param {object} wish */
  async function move(wish) {
    await call('POST', '/clock', wish);
    await readClock();
    dialog.close();
    say(`At the stores it is ${timeText(new Date(storeNow()).toISOString())}.`);
    await refresh();
  }
}
