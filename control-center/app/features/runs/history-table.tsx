import { wholeSeconds } from '../format/format.ts'
import type { ScenarioHistory } from './report.ts'

const seconds = (value: number | null) => (value === null ? '–' : wholeSeconds(value))

/** Each promise of each scenario beside what was measured. */
export function HistoryTable({ history }: { history: ScenarioHistory[] }) {
  return (
    <div className="scroll-x">
      <table className="tbl">
        <thead>
          <tr>
            <th>Scenario</th>
            <th>Signal</th>
            <th className="num">Promised</th>
            <th className="num">Best</th>
            <th className="num">Median</th>
            <th className="num">Worst</th>
            <th className="num">Kept</th>
            <th className="num">Healed</th>
            <th className="num">Slowest recovery</th>
            <th className="num">Lost</th>
          </tr>
        </thead>
        {history.map(one => (
          <tbody key={one.scenario}>
            {one.promises.map((promise, index) => (
              <tr key={promise.signal}>
                <td className="b">{index === 0 ? one.title : ''}</td>
                <td>{promise.title}</td>
                <td className="num mono">{seconds(promise.promised)}</td>
                <td className="num mono">{seconds(promise.best)}</td>
                <td className="num mono">{seconds(promise.median)}</td>
                <td className="num mono">{seconds(promise.worst)}</td>
                <td className="num">
                  {promise.kept} of {promise.runs}
                </td>
                <td className="num">{index === 0 ? `${one.healed} of ${one.runs}` : ''}</td>
                <td className="num mono">{index === 0 ? seconds(one.recoveryWorst) : ''}</td>
                <td className="num">{index === 0 ? one.lost : ''}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}
