import { element, say } from '../../../page/element.js';
import type { Actions } from '../till/actions.js';
import type { Sky, Weather } from '../till/weather.js';

interface Switch {
  readonly name: keyof Weather;
  readonly label: string;
  readonly hint: string;
}

const SWITCHES: readonly Switch[] = [
  {
    name: 'killAfterPayment',
    label: 'Kill after payment',
    hint: 'The page really reloads between paying and claiming.',
  },
  {
    name: 'dropAnswers',
    label: 'Drop half of the answers',
    hint: 'The server acts; its answer never comes.',
  },
  { name: 'offline', label: 'Offline', hint: 'Purchases wait, in order, and are sent once.' },
];

interface Parts {
  readonly box: HTMLElement;
  readonly sky: Sky;
  readonly actions: Actions;
  /** The connection is back. */
  readonly resume: () => void;
}

/** Everything that goes wrong on phones, as switches. */
export function showWeather({ box, sky, actions, resume }: Parts): void {
  const inputs = SWITCHES.map(({ name, label, hint }) => {
    const input = element('input', {
      type: 'checkbox',
      role: 'switch',
      'data-testid': `weather-${name}`,
      onchange: () => {
        sky.change({ [name]: input.checked });
        if (name === 'offline' && !input.checked) resume();
      },
    });
    return { name, input, row: element('label', { class: 'switch' }, input, words(label, hint)) };
  });
  const report = element('p', { class: 'report', role: 'status' });
  const button = (label: string, name: string, run: () => void) =>
    element(
      'button',
      { type: 'button', class: 'plain-button', 'data-testid': name, onclick: run },
      label,
    );
  box.append(
    ...inputs.map(({ row }) => row),
    element(
      'div',
      { class: 'weather-buttons' },
      button('Refund in the store', 'refund', () => void actions.refund()),
      button('Sale now', 'sale-now', () => void actions.sale('frost', 40, 30)),
    ),
    report,
  );
  sky.watch((state) => {
    for (const { name, input } of inputs) input.checked = state[name];
    const { dropped, replayed } = state;
    const said = `${dropped} answers lost, ${replayed} given again`;
    say(report, dropped + replayed > 0 ? said : '');
  });
}

const words = (label: string, hint: string) =>
  element('span', {}, element('strong', {}, label), element('small', {}, hint));
