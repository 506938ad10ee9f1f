import type { SqlValue } from '../../../store/store.ts'

/** Collects the values of one SQL statement; text that somebody wrote enters SQL only through here. */
export class Parameters {
  readonly values: SqlValue[] = []

  /** The placeholder that stands for the value. */
  bind(value: SqlValue): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

/** A string literal of SQL, for the few texts that DuckDB wants constant. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
