import { type Logger, pino } from 'pino'

/** JSON lines on stdout, with the fields that every service of the product writes. */
export const serviceLog = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
  })
