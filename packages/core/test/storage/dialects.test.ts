import {
  type Dialect,
  DummyDriver,
  MssqlAdapter,
  MssqlQueryCompiler,
  SqliteIntrospector,
} from 'kysely'
import { expect, it } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'

it('a dialect for a database that is not supported is refused at once', () => {
  const dialect: Dialect = {
    createAdapter: () => new MssqlAdapter(),
    createDriver: () => new DummyDriver(),
    createQueryCompiler: () => new MssqlQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
  expect(() => createKyselyStore({ dialect })).toThrow(
    expect.objectContaining({ code: 'invalid_option' }),
  )
})
