import type { Dialect, Driver } from 'kysely'

/**
 * Lets several Kysely instances use one driver, and so one connection and one queue for it. Two
 * connections of one process to a SQLite file would block each other: the second waits, on the
 * only thread there is, for a transaction that the first cannot finish meanwhile. The driver is
 * closed when the last instance that used it is.
 */
export function shareDialect(dialect: Dialect): Dialect {
  const driver = dialect.createDriver()
  let started: Promise<void> | undefined
  let users = 0
  return {
    createDriver: () => ({
      ...delegate(driver),
      async init() {
        users++
        started ??= driver.init()
        await started
      },
      async destroy() {
        users--
        if (users === 0) await driver.destroy()
      },
    }),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** Everything but `init` and `destroy`. Savepoints are not used here, so they are left out. */
function delegate(driver: Driver): Omit<Driver, 'init' | 'destroy'> {
  return {
    acquireConnection: () => driver.acquireConnection(),
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
  }
}
