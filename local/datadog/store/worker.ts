/** Entry of the thread that owns the database. */
import { parentPort, workerData } from 'node:worker_threads'
import { Database } from './database.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('The store runs as a worker thread')
const send = (message: FromWorker): void => port.postMessage(message)

function answer(database: Database, request: ToWorker): Promise<unknown> {
  switch (request.kind) {
    case 'write':
      return database.write(request.of)
    case 'query':
      return database.query(request.of.sql, request.of.parameters)
    case 'put':
      return database.putDocument(request.of)
    case 'delete':
      return database.deleteDocument(request.of)
    case 'retain':
      return database.retain(request.of)
    case 'close':
      return database.close()
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

try {
  const { database, opened } = await Database.open(workerData as WorkerSettings)
  port.on('message', async (request: ToWorker) => {
    try {
      send({ id: request.id, answer: await answer(database, request) })
    } catch (error) {
      send({ id: request.id, error: message(error) })
    }
    if (request.kind === 'close') port.close()
  })
  send({ opened })
} catch (error) {
  send({ failed: message(error) })
  port.close()
}
