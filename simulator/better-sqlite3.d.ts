/** The part of this package, which brings no types, that the lock of the folder uses. */
declare module 'better-sqlite3' {
  export default class Database {
    constructor(path: string, options: { timeout: number });
    exec(sql: string): this;
    close(): this;
  }
}
