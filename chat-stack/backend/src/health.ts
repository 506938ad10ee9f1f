import type { DependencyState } from '@chat-demo/common'
import { describeUnavailable } from '@chat-demo/common/postgres'
import type { Services } from './services.ts'

/** Asks the database now; the broker's connection reports itself. */
export async function checkHealth({
  pool,
  brokerState,
}: Pick<Services, 'pool' | 'brokerState'>): Promise<Record<string, DependencyState>> {
  return { postgres: await checkDatabase(pool), rabbitmq: brokerState() }
}

export async function checkDatabase(pool: Services['pool']): Promise<DependencyState> {
  try {
    await pool.query('select')
    return { ok: true }
  } catch (error) {
    return { ok: false, detail: describeUnavailable(error) }
  }
}
