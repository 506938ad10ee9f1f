import { type ReactNode, useEffect, useRef, useState } from 'react'
import { SPANS, type Span } from '../../platform/widgets/model.ts'
import { Icon } from '../../ui/icon.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { useKey } from '../keys/keys-context.tsx'
import { spanWords } from '../widgets/spans.ts'

interface SearchBarProps {
  /** What is searched, as a heading for those who do not see the page. */
  what: string
  words: string
  onWords: (words: string) => void
  filters: readonly { id: string; title: string }[]
  filter: string
  onFilter: (filter: string) => void
  span: Span
  onSpan: (span: Span) => void
  children?: ReactNode
}

/** Words in Datadog's search syntax, ready-made filters and the span; asked once Enter is pressed. */
export function SearchBar(props: SearchBarProps) {
  const { what, words, onWords, filters, filter, onFilter, span, onSpan, children } = props
  return (
    <div className="lens-bar">
      <SearchField
        what={what}
        words={words}
        onWords={onWords}
        placeholder="service:worker status:error @http.status_code:504, or words"
      />
      <Choice label="Filter" options={filters} chosen={filter} onChoose={onFilter} />
      <Choice
        label="Span"
        options={SPANS.map(id => ({ id, title: spanWords(id) }))}
        chosen={span}
        onChoose={id => onSpan(SPANS.find(one => one === id) ?? span)}
      />
      {children}
    </div>
  )
}

interface SearchFieldProps extends Pick<SearchBarProps, 'what' | 'words' | 'onWords'> {
  placeholder: string
}

export function SearchField({ what, words, onWords, placeholder }: SearchFieldProps) {
  const [typed, setTyped] = useState(words)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => setTyped(words), [words])
  useKey('search', () => {
    field.current?.focus()
    field.current?.select()
  })
  return (
    <form
      className="lens-search"
      onSubmit={event => {
        event.preventDefault()
        onWords(typed.trim())
      }}
    >
      <label className="field">
        <Icon name="search" label={`Search ${what}`} />
        <input
          ref={field}
          type="text"
          value={typed}
          spellCheck={false}
          autoComplete="off"
          placeholder={placeholder}
          onChange={event => setTyped(event.target.value)}
        />
        <Kbd>/</Kbd>
      </label>
    </form>
  )
}

interface ChoiceProps {
  label: string
  options: readonly { id: string; title: string }[]
  chosen: string
  onChoose: (id: string) => void
}

function Choice({ label, options, chosen, onChoose }: ChoiceProps) {
  return (
    <fieldset aria-label={label}>
      <div className="seg">
        {options.map(({ id, title }) => (
          <label key={id}>
            <input
              className="vh"
              type="radio"
              name={`lens-${label}`}
              checked={id === chosen}
              onChange={() => onChoose(id)}
            />
            {title}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
