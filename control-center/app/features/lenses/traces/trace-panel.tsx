import { Link } from '@remix-run/react'
import { useMemo, useState } from 'react'
import type { TraceDetail } from '../../../platform/lenses/model.ts'
import { traceTree } from '../../../platform/lenses/trace-tree.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Kbd } from '../../../ui/kbd.tsx'
import { useKey } from '../../keys/keys-context.tsx'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { LensLoading, LensProblem } from '../lens-state.tsx'
import { LogLines } from '../log-lines.tsx'
import { SCROLLS } from '../scrolls.ts'
import { MissingDetails, SpanDetails } from './span-details.tsx'
import { milliseconds, shortResource, statusWords } from './trace-words.ts'
import { useTrace } from './use-traces.ts'
import { Waterfall } from './waterfall.tsx'

/** One trace: its waterfall, the chosen span, its logs. */
export function TracePanel({ id }: { id: string | null }) {
  const { data, error, refetch } = useTrace(id)
  if (id === null) return <p className="msg mid">Choose a trace to see its spans.</p>
  if (data) return <Trace key={id} detail={data} />
  if (error) return <LensProblem error={error} onAgain={() => void refetch()} />
  return <LensLoading />
}

function Trace({ detail }: { detail: TraceDetail }) {
  const tree = useMemo(() => traceTree(detail.spans, detail.missing), [detail])
  const firstMissing = tree.rows.find(row => row.missing)?.id ?? null
  const [picked, setPicked] = useState<string | null>(null)
  const chosen = picked ?? firstMissing ?? tree.rows[0]?.id ?? null
  const row = tree.rows.find(one => one.id === chosen)
  const root = tree.rows[0]?.span
  const link = useDatadogLink({ to: 'trace', id: detail.id }, '4h')
  useKey('open', () => {
    if (link) window.open(link.href, '_blank', 'noreferrer')
  })
  if (!root) {
    return (
      <div className="msg">
        <b>No span of {detail.id}</b>
        <span className="mid">Spans are found a few seconds after they ended; older ones may be gone.</span>
      </div>
    )
  }
  const { tone, words } = statusWords(root)
  const gone = detail.missing.filter(one => !one.soon).length
  return (
    <>
      <header className="trace-head">
        <h2 className="row">
          <span className="cut">{shortResource(root.resource)}</span>
          <Badge tone={tone}>{words}</Badge>
          <Badge tone="plain">{milliseconds(root.duration)}</Badge>
          {gone > 0 && (
            <Badge tone="warn" icon="missing">
              {gone} span missing
            </Badge>
          )}
          {link && (
            <a className="btn sm end" href={link.href} target="_blank" rel="noreferrer">
              Open in Datadog <Icon name="external" /> <Kbd>O</Kbd>
            </a>
          )}
        </h2>
        <p className="note cut">
          trace <span className="mono">{detail.id}</span>, {tree.rows.length - detail.missing.length} spans,{' '}
          {new Set(detail.spans.map(span => span.service)).size} services; bold is what was waited for
        </p>
      </header>
      <Waterfall tree={tree} chosen={chosen} onChoose={setPicked} />
      <div className="trace-foot">
        {row?.missing && <MissingDetails missing={row.missing} />}
        {row?.span && <SpanDetails span={row.span} start={tree.start} />}
        <section className="lens-details" aria-label="Its logs" {...SCROLLS}>
          <h3 className="row">
            Its logs <span className="dim">{detail.logs.length}</span>
            <Link
              className="end text-xs"
              to={`/logs?${new URLSearchParams({ q: `trace_id:${detail.id}`, span: '4h' })}`}
            >
              Open in Logs
            </Link>
          </h3>
          {detail.problems.map(words => (
            <p key={words} className="note warn">
              {words}
            </p>
          ))}
          <LogLines lines={detail.logs} />
        </section>
      </div>
    </>
  )
}
