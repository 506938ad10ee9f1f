import type { MissingSpan, Span } from '../../../platform/lenses/model.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { useLive } from '../../live/query.ts'
import { OwnerMark } from '../owner-mark.tsx'
import { SCROLLS } from '../scrolls.ts'
import { milliseconds, statusWords } from './trace-words.ts'

/** Told first where they are; the rest by name. */
const FIRST = [
  'error.message',
  'error.type',
  'message.id',
  'conversation.id',
  'chat.outcome',
  'chat.reason',
  'chat.queue_wait_ms',
  'chat.first_token_ms',
  'usr.name',
  'session.id',
  'pod_name',
  'version',
]
const HIDDEN =
  /^(?:_|runtime-id$|process_id$|language$|pathway|error\.stack$|filename$|dirname$|container_name$|display_container_name$|image_|short_image$|kube_|component$|llmobs_)/

/** What one span carries: its statement, its error, its tags. */
export function SpanDetails({ span, start }: { span: Span; start: number }) {
  const { tone, words } = statusWords(span)
  const names = Object.keys(span.tags).filter(name => !HIDDEN.test(name))
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
  const isSql = span.owner === 'postgres' && span.resource !== span.operation
  return (
    <section className="lens-details" aria-label="Span" {...SCROLLS}>
      <h3 className="row">
        <OwnerMark owner={span.owner} />
        {span.service}, {span.operation || 'span'}
        <Badge tone={tone}>{words}</Badge>
      </h3>
      <p className="note">
        {milliseconds(Math.max(0, span.start - start))} after the start, for {milliseconds(span.duration)}
      </p>
      {isSql ? <pre className="sql">{span.resource}</pre> : <p className="mid">{span.resource}</p>}
      <dl className="lens-tags">
        {names.map(name => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={`mono ${name.startsWith('error.') ? 'bad' : ''}`}>{span.tags[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Where a span was expected, why, and who should have answered. */
export function MissingDetails({ missing }: { missing: MissingSpan }) {
  const pods = useLive(state => state.pods)
  const own = pods.filter(pod => pod.workload === missing.service)
  const ready = own.filter(pod => pod.containers > 0 && pod.readyContainers === pod.containers).length
  return (
    <section className="lens-details" aria-label="Missing span" {...SCROLLS}>
      <h3 className="row">
        <Icon name="missing" className="warn" />
        {missing.service}, missing span
      </h3>
      <dl className="lens-tags words">
        <div>
          <dt>Expected</dt>
          <dd className="mono">{missing.operation}</dd>
        </div>
        <div>
          <dt>Because</dt>
          <dd>{missing.because}</dd>
        </div>
        <div>
          <dt>Who answers</dt>
          <dd>{missing.who}</dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd>
            {ready} ready of {own.length} {own.length === 1 ? 'pod' : 'pods'} of {missing.service}
          </dd>
        </div>
        {missing.soon && (
          <div>
            <dt>Or</dt>
            <dd>It may still come: a consumer sends its span when it is done.</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
