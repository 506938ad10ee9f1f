import type { Run } from '@chat-demo/engine'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { wholeSeconds } from '../format/format.ts'
import { type CheckView, checkView } from '../proof/proof-view.ts'

const WORDS: Record<CheckView['state'], { tone: 'ok' | 'recovering' | 'warn'; text: string }> = {
  proven: { tone: 'ok', text: 'Proven' },
  holding: { tone: 'recovering', text: 'Holding' },
  off: { tone: 'warn', text: 'Off' },
}

/** What had to be as before, and for how long it held. */
export function ProofTable({ run }: { run: Run }) {
  if (run.proof.length === 0) {
    return (
      <Card title="Recovery proof">
        <p className="note">It begins with the heal: each condition then has to hold without a break.</p>
      </Card>
    )
  }
  return (
    <Card title="Recovery proof" sub="each has to hold without a break">
      <div className="scroll-x">
        <table className="tbl mt-1">
          <thead>
            <tr>
              <th>Condition</th>
              <th>Found</th>
              <th>Steady when</th>
              <th className="num">Held</th>
              <th>Verdict</th>
            </tr>
          </thead>
          <tbody>
            {run.proof.map(check => {
              const words = WORDS[checkView(check).state]
              return (
                <tr key={check.id}>
                  <td className="b">{check.title}</td>
                  <td className="mid">{check.now}</td>
                  <td className="mid">{check.wanted}</td>
                  <td className="num mono">
                    {wholeSeconds(check.heldSeconds)} of {wholeSeconds(check.ofSeconds)}
                  </td>
                  <td>
                    <Badge tone={words.tone}>{words.text}</Badge>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
