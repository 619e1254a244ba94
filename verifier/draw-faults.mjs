/**
 * What can be wrong with a file of draws. Each fault names the line of the file that it was found
 * in; `kind` is for programs, `text` for people.
 *
 * @typedef {object} Fault
 * @property {number} line
 * @property {keyof typeof FAULT_KINDS} kind
 * @property {string} text
 */
export const FAULT_KINDS = {
  unreadable: 'the line is not what this program reads',
  table_changed: 'the table does not have the hash that the draws were made with',
  table_missing: 'the table of the draw is not in the file',
  seed_mismatch: 'the seed does not have the commitment that was published',
  seed_out_of_order: 'the seeds of a player are not numbered 1, 2, 3 …',
  seed_missing: 'the seed of the draw is not in the file',
  nonce_skipped: 'a number of the seed was not drawn',
  nonce_repeated: 'a number of the seed was drawn twice',
  draws_missing: 'the seed was drawn with more often, or less, than the file tells',
  misses_wrong: 'the misses before the draw were others',
  pity_ignored: 'pity was due, and the roll was over all entries',
  roll_wrong: 'the seed gives another roll',
  entry_wrong: 'the roll falls on another entry',
};
