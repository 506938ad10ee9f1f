import type { CallsView, ModelCall } from '../../../platform/lenses/model/types.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Kbd } from '../../../ui/kbd.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { count, duration } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { spanWords } from '../../widgets/spans.ts'
import { Answered } from '../answered.tsx'
import { ChoiceRow } from '../choice-row.tsx'
import { LensEmpty } from '../lens-state.tsx'
import type { Insight } from '../use-insight.ts'
import { type RunMark, type RunTime, withMarks } from './call-filters.ts'
import { callStatus, money, thumbOf } from './call-words.ts'
import { Thumb } from './thumb.tsx'

/** As many as anybody reads; the search finds the others. */
const MOST_ROWS = 120

interface CallsCardProps {
  insight: Insight<CallsView>
  shown: readonly ModelCall[]
  runs: readonly RunTime[]
  span: Span
  searched: boolean
  chosen: string | null
  onChoose: (call: ModelCall) => void
  onOpen: () => void
}

/** Calls newest first. Arrows choose, Enter goes to the conversation. */
export function CallsCard(props: CallsCardProps) {
  const { insight, shown, runs, span, searched, chosen, onChoose, onOpen } = props
  const { calls = [], cut = false } = insight.data ?? {}
  const rows = shown.slice(0, MOST_ROWS)
  return (
    <section className="card lens-list model-calls" aria-label="Calls">
      <header>
        <h2>Calls</h2>
        <span className="dim cut">
          {insight.data &&
            `${count(shown.length)} of ${count(calls.length)}${cut ? ', the newest' : ''} in ${spanWords(span)}`}
        </span>
      </header>
      <Answered insight={insight}>
        {() =>
          shown.length === 0 ? (
            <LensEmpty title={`No calls in ${spanWords(span)}`} searched={searched} />
          ) : (
            <>
              <div className="call-row lens-head" aria-hidden="true">
                <span className="call-time">Start</span>
                <span>Question, who</span>
                <span>Status</span>
                <span className="num call-more">First token</span>
                <span className="num call-took">Took</span>
                <span className="num call-more">Tokens</span>
                <span className="num">Cost</span>
                <span className="call-more">Thumb</span>
              </div>
              <ul
                className="lens-rows"
                aria-label="Calls, newest first"
                onKeyDown={event => {
                  if (event.key === 'Enter') onOpen()
                }}
              >
                {withMarks(rows, runs).map(row =>
                  'what' in row ? (
                    <Mark key={`${row.run.id} ${row.what}`} mark={row} />
                  ) : (
                    <Row key={row.id} call={row} chosen={row.id === chosen} onChoose={onChoose} />
                  ),
                )}
              </ul>
              <p className="note row model-hint">
                <Kbd>↑</Kbd> <Kbd>↓</Kbd> choose <Kbd>Enter</Kbd> open
                <span className="end">
                  {rows.length < shown.length && `${count(rows.length)} of ${count(shown.length)} shown`}
                </span>
              </p>
            </>
          )
        }
      </Answered>
    </section>
  )
}

interface RowProps {
  call: ModelCall
  chosen: boolean
  onChoose: (call: ModelCall) => void
}

function Row({ call, chosen, onChoose }: RowProps) {
  const timeZone = useTimeZone()
  const { tone, words } = callStatus(call)
  const { tokens, cost, firstTokenSeconds, attempt } = call
  return (
    <ChoiceRow name="model-calls" chosen={chosen} inSight onChoose={() => onChoose(call)} className="call-row">
      <span className="mono call-time">{timeOfDay(call.at, timeZone)}</span>
      <span className="call-what">
        <b className="cut" title={call.question}>
          {call.question || 'A question that was not kept'}
        </b>
        <span className="dim cut">
          {call.user ?? 'somebody'}, turn {call.turn}
          {attempt > 1 && `, call ${attempt}`}
        </span>
      </span>
      <span>
        <Badge tone={tone}>{words}</Badge>
      </span>
      <span className="num mono call-more">
        {firstTokenSeconds === null ? <span className="dim">none</span> : duration(firstTokenSeconds)}
      </span>
      <span className="num mono call-took">{duration(call.seconds)}</span>
      <span className="num mono call-more">
        {tokens ? (
          <>
            {count(tokens.input)} <span className="dim">/</span> {count(tokens.output)}
          </>
        ) : (
          <span className="dim">none</span>
        )}
      </span>
      <span className="num mono">{cost === null ? <span className="dim">none</span> : money(cost)}</span>
      <span className="call-more">
        <Thumb thumb={thumbOf(call.evaluations)} />
      </span>
    </ChoiceRow>
  )
}

function Mark({ mark }: { mark: RunMark }) {
  const timeZone = useTimeZone()
  return (
    <li className="call-mark brand">
      <span className="mono">{timeOfDay(mark.at, timeZone)}</span>
      <Icon name={mark.what === 'injected' ? 'bolt' : 'flag'} />
      {mark.what === 'injected' ? `${mark.run.title} begins` : `${mark.run.title} is over`}
    </li>
  )
}
