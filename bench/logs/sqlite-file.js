import SQLite from 'better-sqlite3'

/**
 * What a database file holds, read by a connection of its own.
 *
 * @param {string} path
 */
export function readCounts(path) {
  return withDatabase(path, (db) => {
    const number = (/** @type {string} */ sql) => Number(db.prepare(sql).pluck().get() ?? 0)
    return {
      rows: number('select count(*) from logs'),
      distinct: number('select count(*) from (select distinct request_id, attempt from logs)'),
      /** As the roll-ups by the hour have it. */
      rolledUp: number(
        "select sum(attempts) from rollups where span = 'hour' and dimension = 'all'",
      ),
    }
  })
}

/** @param {string} path @returns {string} `ok`, or what is wrong with the file */
export function checkIntegrity(path) {
  return withDatabase(path, (db) => String(db.pragma('integrity_check', { simple: true })))
}

/** @param {string} path @returns {number} the id of the oldest row */
export function readOldestId(path) {
  return withDatabase(path, (db) => Number(db.prepare('select min(id) from logs').pluck().get()))
}

/**
 * Keeps all others from writing until the returned function is called.
 *
 * @param {string} path
 */
export function lockFile(path) {
  const db = new SQLite(path, { timeout: 10_000 })
  db.exec('begin exclusive')
  return () => {
    db.exec('rollback')
    db.close()
  }
}

/**
 * @template T
 * @param {string} path
 * @param {(db: import('better-sqlite3').Database) => T} read
 * @returns {T}
 */
function withDatabase(path, read) {
  const db = new SQLite(path, { timeout: 10_000 })
  try {
    return read(db)
  } finally {
    db.close()
  }
}
