import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { inWords, patiently } from './failure.ts';
import type { Guard } from './guard.ts';

/**
 * How kysely speaks to Node's database. There is no other way to it, so that the guard is asked before every write. `file` is
 * for errors.
 */
export function dialectOf(database: DatabaseSync, file: string, guard: Guard): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ImmediateDriver(database, file, guard),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Kysely's own driver begins deferred: of two processes that read and then write, one then fails at once instead of waiting.
 * This one takes the right to write at the beginning, and waits for it.
 */
class ImmediateDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: Connection;

  constructor(database: DatabaseSync, file: string, guard: Guard) {
    this.#database = database;
    this.#connection = new Connection(database, file, guard);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.execute('COMMIT');
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk has SQLite roll back by itself; a second time would hide that error behind another.
    if (this.#database.isTransaction) await this.#connection.execute('ROLLBACK');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}

/** It changes no row, and cannot be part of a transaction. */
const COMPACTS = 'VACUUM';

/** To prepare a statement takes as long as to run it; nearly all are asked for again. */
const STATEMENTS_KEPT = 100;

class Connection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #guard: Guard;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, file: string, guard: Guard) {
    this.#database = database;
    this.#file = file;
    this.#guard = guard;
  }

  begin(): Promise<void> {
    return this.#try(() => this.#begin());
  }

  execute(statement: string): Promise<void> {
    return this.#try(() => this.#database.exec(statement));
  }

  executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#try(() => {
      const statement = this.#prepared(sql);
      const values = parameters.map(bindable);
      // The row type is what kysely worked out from the tables, which only schema.ts creates.
      if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] };
      const run = () => BigInt(statement.run(...values).changes);
      const numAffectedRows =
        this.#database.isTransaction || sql === COMPACTS ? run() : this.#inTransaction(run);
      return { rows: [], numAffectedRows };
    });
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    if (this.#statements.size >= STATEMENTS_KEPT) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  /** The guard is asked when nobody else can write any more: nothing comes between its answer and the write. */
  #begin(): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#guard();
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #inTransaction<T>(write: () => T): T {
    this.#begin();
    try {
      const done = write();
      this.#database.exec('COMMIT');
      return done;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  streamQuery(): never {
    throw new Error('the store reads nothing as a stream');
  }

  async #try<T>(work: () => T): Promise<T> {
    try {
      return await patiently(work);
    } catch (error) {
      throw inWords(error, this.#file);
    }
  }
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`the store keeps texts, numbers and null, not ${typeof value}`);
}
