import type { Container } from '../../client/types.ts'
import { readLog } from '../logs/reader.ts'
import type { ContainerExit } from './view.ts'

/** Longest message taken from a log, as the kubelet's. */
const MAX_LINES = 80
const MAX_BYTES = 2048

/** The end of the log of a container that failed, when its manifest asks for that. */
export async function terminationMessage(
  container: Container,
  exit: ContainerExit,
  logPath: string,
): Promise<string | undefined> {
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || exit.exitCode === 0) return undefined
  const source = { path: logPath, live: () => false, signal: new AbortController().signal }
  let text = ''
  for await (const part of readLog(source, { tailLines: MAX_LINES })) text += part
  return Buffer.from(text).subarray(-MAX_BYTES).toString('utf8') || undefined
}
