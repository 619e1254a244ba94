import { element, say } from '../../../page/element.js';
import type { Progress } from '../script/play.js';
import { STEPS } from '../script/steps.js';

export interface ScriptView {
  show(progress: Progress): void;
}

/** The steps of the script, with what each of them proved. Before: a button that begins it. */
export function showScript(box: HTMLElement, clock: HTMLElement, begin: () => void): ScriptView {
  const rows = STEPS.map(({ title }) => {
    const proof = element('span', { class: 'proof' });
    const row = element(
      'li',
      { class: 'step', 'data-testid': 'step', 'data-state': 'waiting' },
      element('span', { class: 'mark', 'aria-hidden': 'true' }),
      element('span', { class: 'step-text' }, element('strong', {}, title), proof),
    );
    return { row, proof };
  });
  const list = element('ol', { class: 'steps' }, ...rows.map(({ row }) => row));
  const button = element(
    'button',
    { type: 'button', class: 'plain-button', 'data-testid': 'play-script', onclick: begin },
    'Play the script by itself',
  );
  const said = element('p', { class: 'unseen', role: 'status' });
  box.append(list, button, said);
  return {
    show({ proofs, failure, over, seconds }) {
      button.hidden = !over && failure === null;
      say(button, 'Play it again');
      rows.forEach(({ row, proof }, index) => {
        const done = index < proofs.length;
        const current = index === proofs.length;
        row.dataset.state = done ? 'done' : current ? (failure ? 'failed' : 'now') : 'waiting';
        say(proof, done ? `${proofs[index]}` : current && failure ? failure : '');
        if (current) row.scrollIntoView({ block: 'nearest' });
      });
      const latest = proofs.at(-1);
      say(said, failure ? `Failed: ${failure}` : latest ? `Done: ${latest}` : '');
      say(clock, over || failure ? `${Math.round(seconds)} s` : `step ${proofs.length + 1}`);
    },
  };
}
