import { podOf } from '../../support/cluster.ts'
import { killContainer } from '../../support/processes.ts'
import { chatStats, expect, test } from '../../support/test.ts'

const restarts = async (workload: string) => (await podOf(workload)).status?.containerStatuses?.[0]?.restartCount ?? 0
const isReady = async (workload: string) => (await podOf(workload)).status?.containerStatuses?.[0]?.ready === true

test('worker, backend, PostgreSQL and RabbitMQ are killed in turn under traffic: each comes back by itself, nothing is lost', async ({
  controlCenter,
  product,
}) => {
  test.setTimeout(300_000)
  await controlCenter.traffic('light')
  for (const workload of ['worker', 'backend', 'postgres', 'rabbitmq']) {
    const [before, { answered }] = [await restarts(workload), await chatStats(product)]
    // Killed while questions are under way, not between two of them.
    await expect
      .poll(async () => (await chatStats(product)).waiting, { timeout: 30_000, intervals: [50] })
      .toBeGreaterThan(0)
    await killContainer(workload)
    await expect.poll(() => restarts(workload), { timeout: 30_000 }).toBe(before + 1)
    await expect.poll(() => isReady(workload), { timeout: 60_000 }).toBe(true)
    // Three more answers: the whole way works again, not only the probe.
    await expect
      .poll(async () => (await chatStats(product).catch(() => ({ answered: 0 }))).answered, { timeout: 60_000 })
      .toBeGreaterThan(answered + 3)
  }
  await controlCenter.traffic('off')
  await expect.poll(() => chatStats(product), { timeout: 60_000 }).toMatchObject({ waiting: 0, lost: 0 })
})
