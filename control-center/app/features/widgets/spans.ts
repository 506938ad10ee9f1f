import { SPANS, type Span } from '../../platform/widgets/model.ts'
import { NBSP } from '../format/format.ts'

const MINUTES: Record<Span, number> = { '5m': 5, '15m': 15, '1h': 60, '4h': 240 }

export const spanMs = (span: Span): number => MINUTES[span] * 60_000

/** `15 min`, `4 h`. */
export function spanWords(span: Span): string {
  const minutes = MINUTES[span]
  return minutes < 60 ? `${minutes}${NBSP}min` : `${minutes / 60}${NBSP}h`
}

/** The range that an address asks for, or the page's own. */
export const spanOf = (words: string | null, own: Span): Span => SPANS.find(span => span === words) ?? own
