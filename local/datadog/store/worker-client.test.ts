import { expect, test } from 'vitest'
import { WorkerClient } from './worker-client.ts'

const settings = { file: 'unused', memoryMb: 64, threads: 1, checkpointMb: 16 }
const script = (body: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${body}`)}`)
const opened = `parentPort.postMessage({ opened: { rows: {}, bytesOnDisk: 0, series: [], documents: [] } })`

test('a worker that cannot open the database says why', async () => {
  const failing = script(`parentPort.postMessage({ failed: 'it is locked' })`)
  await expect(WorkerClient.start(failing, settings, () => {})).rejects.toThrow('Cannot open unused: it is locked')
})

test('a worker that ends while opening is noticed', async () => {
  await expect(WorkerClient.start(script('process.exit(3)'), settings, () => {})).rejects.toThrow(/ended with code 3/)
})

test('when the worker ends, what waits for it is told, and so is the owner', async () => {
  const ends: string[] = []
  const dying = script(`${opened}; parentPort.on('message', () => process.exit(4))`)
  const { client } = await WorkerClient.start(dying, settings, error => ends.push(error.message))
  await expect(client.ask('query', { sql: 'SELECT 1', parameters: [] })).rejects.toThrow(/ended with code 4/)
  await expect(client.ask('query', { sql: 'SELECT 1', parameters: [] })).rejects.toThrow(/ended with code 4/)
  expect(ends).toEqual(["The store's worker ended with code 4"])
  await client.close()
})
