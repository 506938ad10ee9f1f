import type { VitalsView } from '../../../platform/lenses/users/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { duration } from '../../format/format.ts'
import { spanWords } from '../../widgets/spans.ts'
import { Answered } from '../answered.tsx'
import { useInsight } from '../use-insight.ts'
import { type Vital, vitalVerdict } from './vital-verdict.ts'

const EVERY_MS = 30_000

const VITALS: { vital: Vital; title: string; good: string; write: (value: number) => string }[] = [
  { vital: 'largestPaint', title: 'Largest paint', good: 'good below 2.5 s', write: duration },
  { vital: 'nextPaint', title: 'Next paint', good: 'good below 200 ms', write: duration },
  { vital: 'layoutShift', title: 'Layout shift', good: 'good below 0.1', write: value => value.toFixed(2) },
]

/** How the pages felt: three out of four visits were at least this good. */
export function Vitals({ span }: { span: Span }) {
  const insight = useInsight<VitalsView>(`/users/vitals?span=${span}`, EVERY_MS)
  return (
    <div className="vitals">
      {VITALS.map(({ vital, title, good, write }) => (
        <Card key={vital} title={title} sub={`p75, ${good}`}>
          <Answered insight={insight}>
            {view => {
              const value = view[vital]
              if (value === null) return <p className="note">No page was measured in {spanWords(span)}.</p>
              const { tone, words } = vitalVerdict(vital, value)
              return (
                <p className="row">
                  <span className="figure">{write(value)}</span> <Badge tone={tone}>{words}</Badge>
                </p>
              )
            }}
          </Answered>
        </Card>
      ))}
    </div>
  )
}
