import type { ScenarioSummary } from '@chat-demo/engine'
import { Icon } from '../../ui/icon.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { duration } from '../format/format.ts'
import { scenarioKey } from '../keys/keymap.ts'

interface ScenarioListProps {
  scenarios: ScenarioSummary[]
  chosen: ScenarioSummary | null
  onChoose: (scenario: ScenarioSummary) => void
}

/** What can be started, each with the digit that chooses it. A blocked one says what it waits for. */
export function ScenarioList({ scenarios, chosen, onChoose }: ScenarioListProps) {
  return (
    <ul>
      {scenarios.map((scenario, index) => {
        const key = scenarioKey(index)
        return (
          <li key={scenario.id}>
            <button
              type="button"
              className="sc"
              title={scenario.summary}
              aria-pressed={chosen?.id === scenario.id}
              onClick={() => onChoose(scenario)}
            >
              <span>{key && <Kbd>{key}</Kbd>}</span>
              <span className={`title ${scenario.blocked ? 'mid' : ''}`}>{scenario.title}</span>
              <span className="label mono">{duration(scenario.defaultSeconds)}</span>
              <span className="p">
                {scenario.blocked ? (
                  <>
                    <Icon name="lock" /> {scenario.blocked}
                  </>
                ) : (
                  scenario.brief
                )}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
