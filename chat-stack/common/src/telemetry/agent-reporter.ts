import type { Logger } from '../logger.ts'

/** The part of a logger that dd-trace calls. */
interface TracerLogger {
  error(message: string | Error): void
  warn(message: string): void
  info(message: string): void
  debug(message: string): void
}

/**
 * What dd-trace has to say about itself, as lines of the service's own log: an Agent that is away is told once and not
 * with every payload that it misses. dd-trace speaks only under DD_TRACE_DEBUG.
 * @param openLogger called when there is something to say
 */
export function agentReporter(openLogger: () => Promise<Pick<Logger, 'warn'>>): TracerLogger {
  let told = false
  return {
    error: message => {
      const reason = message instanceof Error ? message.message : message
      const away = isAboutAgent(reason)
      if (away && told) return
      told ||= away
      const text = away ? 'the Datadog Agent cannot be reached, telemetry is dropped' : 'dd-trace reports an error'
      void openLogger().then(logger => logger.warn({ reason }, text))
    },
    warn: () => {},
    info: () => {},
    debug: () => {},
  }
}

/** A connection that failed, by Node's error codes, or an answer of the Agent that is none. */
function isAboutAgent(text: string): boolean {
  return /\bE(?:CONN|HOST|NET|PIPE|TIME|ADDR)[A-Z]+\b|socket hang up|status code|agent/i.test(text)
}
