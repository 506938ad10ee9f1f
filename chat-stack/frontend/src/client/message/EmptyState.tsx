import { Icon } from '../shell/Icon.tsx'

const suggestions = [
  'Which plants survive a dry, sunny balcony?',
  'Why do the leaves of my basil turn yellow?',
  'Is ivy safe for cats?',
  'Two pots of my order arrived broken. What now?',
]

/** What is seen before the first question. */
export function EmptyState({ onAsk }: { onAsk: (content: string) => void }) {
  return (
    <div className="empty">
      <span className="mark large">
        <Icon name="leaf" />
      </span>
      <p className="lead">What is growing, and what is not?</p>
      <p>Ask about watering, light, pots and pests, or about an order.</p>
      <ul className="suggestions">
        {suggestions.map(suggestion => (
          <li key={suggestion}>
            <button type="button" onClick={() => onAsk(suggestion)}>
              {suggestion}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
