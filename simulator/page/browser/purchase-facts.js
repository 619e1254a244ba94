import { element } from './element.js';
import { copyable } from './field.js';
import { moneyText, spanText, timeText } from './format.js';
import { storeNames } from './words.js';

/**
 * @typedef {import('./shapes.js').Purchase} Purchase
 * @typedef {import('./shapes.js').Answer} Answer
 */

/**
 * What the store believes of a purchase.
 *
 * @param {Purchase} purchase
 * @param {number} now
 */
export function purchaseFacts(purchase, now) {
  const { store, quantity, purchasedAt } = purchase;
  /** @type {Record<string, string | null | undefined>} */
  const facts = {
    Bought: purchasedAt === null ? 'not yet' : timeText(purchasedAt),
    Price: `${moneyText(purchase.price)}${quantity > 1 ? ' each' : ''}`,
    Player: purchase.accountToken ?? 'not named',
    Progress: progressText(purchase, now),
    'Given back': refundText(purchase),
    Kind: kindText(purchase),
    Where: `${purchase.title}, ${purchase.environment}`,
    App: purchase.bundleId ?? purchase.packageName,
    Order: purchase.orderId,
    Transaction: store === 'apple' ? purchase.id : null,
  };
  const known = Object.entries(facts).filter(([, text]) => text);
  return [
    element(
      'dl',
      { class: 'facts' },
      known.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]),
    ),
    ...longFacts(purchase),
    ...talk(purchase),
  ];
}

/** @param {Purchase} purchase */
function kindText({ kind, offerCode, lineItems }) {
  const words = [
    kind === 'normal' ? null : kind,
    offerCode ? 'offer code' : null,
    lineItems.length > 1 ? lineItems.map((item) => `${item.productId} × ${item.quantity}`) : null,
  ];
  return words.flat().filter(Boolean).join(', ');
}

/**
 * @param {Purchase} purchase
 * @param {number} now
 */
function progressText(purchase, now) {
  if (purchase.purchasedAt === null) return '';
  if (purchase.store === 'apple') return purchase.finished ? 'finished' : 'not finished';
  if (purchase.consumed) return 'consumed';
  if (purchase.acknowledged) return 'acknowledged, not consumed';
  const { acknowledgeBy } = purchase;
  if (acknowledgeBy === null) return 'not acknowledged';
  const left = spanText(Date.parse(acknowledgeBy) - now);
  return `not acknowledged; ${storeNames.google} gives it back in ${left}`;
}

/** @param {Purchase} purchase */
function refundText({ refund, quantity }) {
  if (refund === null) return '';
  const { percentage, cause, refundedAt } = refund;
  const share = percentage === undefined ? `${refund.quantity} of ${quantity}` : `${percentage} %`;
  const kept = refund.revoked === false ? ', the player keeps the goods' : '';
  return `${share}: ${cause}${kept}, ${timeText(refundedAt)}`;
}

/** @param {Purchase} purchase */
function longFacts({ store, proof, receipt }) {
  const name = store === 'apple' ? 'Signed transaction' : 'Purchase token';
  return [
    proof === null ? null : copyable('proof', name, proof),
    receipt === undefined ? null : copyable('receipt', 'Receipt of the old kind', receipt),
  ].filter((node) => node !== null);
}

/**
 * What the store asked the server about it, and what that said.
 *
 * @param {Purchase} purchase
 */
function talk({ consumptionQuestions, consumption, reviews }) {
  const lines = [
    ...consumptionQuestions.map(({ askedAt, reason }) => line(askedAt, `Asked: ${reason}`)),
    ...consumption.map((answer) => line(answer.receivedAt, 'Answered', answer)),
    ...reviews.flatMap(({ openedAt, decideAt, outcome, answers }) => [
      line(openedAt, 'A bank wants the money back'),
      ...answers.map((answer) => line(answer.receivedAt, 'Answered', answer)),
      outcome === null
        ? line(decideAt, 'Google decides: for the bank, unless the answer was DECLINE')
        : line(null, outcome === 'upheld' ? 'The bank won' : 'The bank lost'),
    ]),
  ];
  if (lines.length === 0) return [];
  return [element('h3', {}, 'Questions and answers'), element('ol', { class: 'talk' }, lines)];
}

/**
 * @param {string | null} at
 * @param {string} text
 * @param {Answer} [answer]
 */
function line(at, text, answer) {
  return element(
    'li',
    {},
    element(
      'p',
      {},
      at !== null && element('time', { datetime: at }, timeText(at)),
      ` ${text}`,
      lateMark(answer),
    ),
    answer !== undefined && element('pre', { tabindex: '0' }, answerText(answer)),
  );
}

/** @param {Answer | undefined} answer */
function lateMark(answer) {
  if (answer === undefined || answer.counted) return null;
  return element('span', { class: 'state state-fault' }, 'did not count');
}

/** @param {Answer} answer */
function answerText({ receivedAt: _at, counted: _counted, ...said }) {
  return JSON.stringify(said, null, 2);
}
