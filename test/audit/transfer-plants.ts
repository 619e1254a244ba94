import { type Plant, plant } from './plants.js';

const TRANSFER = 'UPDATE transfer SET';
const LOT = 'UPDATE lot SET';
const THIS = 'WHERE id = {transferred}';

/** Changes by hand that break what the books say of transfers. */
export const TRANSFER_PLANTS: readonly Plant[] = [
  plant('G30 G31', 'txn transferred', `${TRANSFER} amount = amount + 1 ${THIS}`),
  plant('G30', 'txn transferred', `${TRANSFER} number = 2 ${THIS}`),
  plant('G30', 'txn transferred', `${TRANSFER} receipt_id = {nothing} ${THIS}`),
  plant('G30', 'txn transferred', `${TRANSFER} environment = 'sandbox' ${THIS}`),
  plant('G30 G31', 'txn transferred', `DELETE FROM transfer ${THIS}`),
  plant('G30', 'txn transferred', `UPDATE ledger_transaction SET kind = 'transfer_in' ${THIS}`),
  plant('G31', 'lot passed', `${LOT} held_until = held_until - 1 WHERE id = {passed}`),
  plant('G31', 'lot passed', `${LOT} payment_id = {nothing} WHERE id = {passed}`),
  plant('G31', 'lot passed', `${LOT} payment_id = NULL WHERE id = {passed}`),
  plant('G31', 'lot passed', `${LOT} from_lot_id = {nothing} WHERE id = {passed}`),
  plant('G31', 'lot passed', `${LOT} price_micros = 9990000 WHERE id = {passed}`),
  plant('G31', 'lot passed', `${LOT} expires_at = 9000000000000 WHERE id = {passed}`),
  plant('G31 G12', 'lot passed', `${LOT} origin = 'payment' WHERE id = {passed}`),
  plant('G31', 'lot lot', `${LOT} held_until = 1 WHERE id = {lot}`),
  plant('A39', 'uuid transferred', `${TRANSFER} created_at = 9000000000000 ${THIS}`),
];
