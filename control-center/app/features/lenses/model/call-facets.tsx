import { count } from '../../format/format.ts'
import type { facetsOf } from './call-filters.ts'

interface CallFacetsProps {
  facets: ReturnType<typeof facetsOf>
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** What the calls that were read have in common; choosing some leaves only those. */
export function CallFacets({ facets, chosen, onChange }: CallFacetsProps) {
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <section className="model-facets" aria-label="Filters">
      {facets.map(({ id: facet, title, options }) => (
        <fieldset key={facet}>
          <legend>{title}</legend>
          {options.map(option => (
            <label key={option.id}>
              <input type="checkbox" checked={chosen.has(option.id)} onChange={() => toggle(option.id)} />
              <span className="grow cut" title={option.title}>
                {option.title}
              </span>
              <span className="mono dim">{count(option.count)}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </section>
  )
}
