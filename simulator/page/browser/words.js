/** What the page calls things. The stores' own names stay as they are. */
export const storeNames = { apple: 'App Store', google: 'Google Play' };

export const purchaseStates = {
  pending: 'Waiting',
  purchased: 'Paid',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
};

/**
 * The state, and how it is shown.
 *
 * @param {import('./shapes.js').Purchase} purchase
 */
export function stateOf({ state, refund }) {
  if (state === 'purchased' && refund !== null) {
    const whole = refund.revoked === false;
    return { name: whole ? 'Paid back, kept' : 'Partly refunded', look: 'state state-waiting' };
  }
  return { name: purchaseStates[state], look: `state state-${state}` };
}

export const notificationStates = {
  waiting: 'Will be tried',
  delivered: 'Taken',
  failed: 'Given up',
  unaddressed: 'No address',
};

/**
 * @typedef {object} EventWords
 * @property {string} name What is on the button.
 * @property {string} hint What it does.
 * @property {string} done What is said when it is done.
 * @property {boolean} [takes] It takes something away.
 */

/** @type {Record<string, EventWords>} */
export const events = {
  settle: { name: 'Pay', hint: 'The waiting payment goes through.', done: 'Paid.' },
  cancel: { name: 'Decline', hint: 'It is never paid.', done: 'Declined.', takes: true },
  finish: { name: 'Finish', hint: 'The device says that its player has it.', done: 'Finished.' },
  refund: {
    name: 'Refund',
    hint: 'The player asked for the money.',
    done: 'Refunded.',
    takes: true,
  },
  'reverse-refund': {
    name: 'Take the refund back',
    hint: 'The store changes its mind; the payment counts again.',
    done: 'The refund was taken back.',
  },
  'consumption-request': {
    name: 'Ask how much was used',
    hint: 'The player wants the money; the server has twelve hours to answer.',
    done: 'The server was asked.',
  },
  'decline-refund': {
    name: 'Refuse a refund',
    hint: 'The player keeps the goods and the store the money.',
    done: 'The refund was refused.',
  },
  chargeback: {
    name: 'Chargeback',
    hint: 'A bank wants the money back.',
    done: 'The bank took it back.',
    takes: true,
  },
  revoke: {
    name: 'End family sharing',
    hint: 'What a relative had shared is taken away.',
    done: 'Taken away.',
    takes: true,
  },
  'rescind-consent': {
    name: 'Withdraw consent',
    hint: 'A parent withdraws the consent for the whole app.',
    done: 'The consent was withdrawn.',
  },
};

/** Where Google goes on asking, the bank has not won yet. */
export const googleChargeback = {
  opens: {
    name: 'Chargeback',
    hint: 'A bank wants the money back; the server has a day to speak to it.',
    done: 'The review is open.',
    takes: true,
  },
  upheld: { name: 'Bank wins', hint: 'The money goes back now.', done: 'The bank won.' },
  dismissed: { name: 'Bank loses', hint: 'Nothing happens.', done: 'The bank lost.' },
};

export const consumptionReasons = {
  UNINTENDED_PURCHASE: 'bought by mistake',
  FULFILLMENT_ISSUE: 'never arrived',
  UNSATISFIED_WITH_PURCHASE: 'not satisfied',
  LEGAL: 'legal reasons',
  OTHER: 'another reason',
};

/** @type {Record<string, string>} */
export const faultHints = {
  outage: 'The connection breaks before anything happens.',
  lost_answer: 'It is done, and the answer to it is lost.',
  latency: 'It takes a while, and then goes on.',
  status: 'The store answers with this status, in its own form.',
  garbage: 'Broken JSON.',
  schema: 'Good JSON of another shape.',
  html: 'A page instead of JSON, as from a hotel’s network.',
  oversize: 'Fifty megabytes.',
  slow: 'A byte a second.',
  duplicate: 'It arrives several times.',
  republish: 'It is told again under a new id.',
  delay: 'It arrives later, by the virtual clock.',
  reorder: 'Others overtake it.',
  drop: 'It is lost for ever.',
  tamper: 'Its content was changed after it was signed.',
  unsigned: 'Nobody signed it.',
  wrong_key: 'Somebody else signed it.',
  wrong_app: 'It is about another app, and truly signed.',
  forged_nested: 'The transaction inside is forged, the rest is true.',
  old_signed_date: 'It is truly signed, with the date of a day before.',
  alg_none: 'Its token says that it needs no signature.',
  wrong_audience: 'Its token is for somebody else.',
  wrong_email: 'Its token is another account’s.',
  unverified_email: 'Its token’s account was never verified.',
  wrong_issuer: 'Its token is from somebody else.',
  expired: 'Its token is over.',
};
