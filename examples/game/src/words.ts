import type { NoticeWords } from '../../page/notices.js';
import type { SheetWords } from '../../page/payment-sheet.js';

/** What the parts of `examples/page` say here. */
export const sheetWords: SheetWords = {
  pay: 'Pay',
  payLater: 'Pay later (pending)',
  cancel: 'Cancel',
  sheetTitle: 'Simulated store',
  sheetNote: 'Nothing is charged: no real store hears of this.',
  store: 'Store',
  product: 'Product id',
  price: 'Price',
  account: 'Account token',
  credited: (gems) => `+ ${gems} gems`,
};

export const noticeWords: NoticeWords = {
  close: 'Close this notice',
  requestId: (id) => `Request ${id}`,
};
