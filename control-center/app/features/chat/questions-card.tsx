import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { count, wholeSeconds } from '../format/format.ts'
import { useLive } from '../live/query.ts'

/** Every question ends in answered or failed; what is neither and does not wait is lost, and that is none. */
export function QuestionsCard() {
  const chat = useLive(state => state.chat)
  const oldest = chat.oldestWaitingSeconds
  return (
    <Card title="Questions" sub="counted in the database" className="half">
      <dl className="counts">
        <Count title="accepted" value={chat.accepted} />
        <Count title="answered" value={chat.answered} />
        <Count title="waiting" value={chat.waiting} />
        <Count title="timed out" value={chat.timedOut} />
        <Count title="failed" value={chat.failed} />
        <Count title="lost" value={chat.lost} />
      </dl>
      <p className="row note foot-line">
        {chat.problem && <Badge tone="warn">No new data</Badge>}
        {!chat.problem && chat.lost === 0 && <Badge tone="ok">None lost</Badge>}
        {chat.lost > 0 && <Badge tone="bad">{count(chat.lost)} lost</Badge>}
        {oldest !== null && chat.waiting > 0 && <Badge tone="plain">oldest waits {wholeSeconds(oldest)}</Badge>}
        <span className="cut">Lost is accepted less answered, failed and waiting.</span>
      </p>
    </Card>
  )
}

function Count({ title, value }: { title: string; value: number }) {
  return (
    <div>
      <dd className="figure">{count(value)}</dd>
      <dt className="label">{title}</dt>
    </div>
  )
}
