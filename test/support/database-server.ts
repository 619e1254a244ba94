/** A database server of our own, that can be killed as by a crash and started again on its data. */
export interface DatabaseServer {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it where it stands, without closing anything, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const SCRIPT = '../../scripts/private-mariadb.mjs';

/** Starts a MariaDB; null when it is not installed on this machine. */
export async function startDatabaseServer(): Promise<DatabaseServer | null> {
  // The script has no types of its own; these are what the tests need of it.
  const script = (await import(SCRIPT)) as {
    startPrivateMariadb(options: { extra: string[] }): Promise<DatabaseServer | null>;
  };
  const small = ['--innodb-buffer-pool-size=64M', '--innodb-log-file-size=32M'];
  return script.startPrivateMariadb({ extra: small });
}
