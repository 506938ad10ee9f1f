import { type ReactNode, useEffect, useRef } from 'react'

interface ChoiceRowProps {
  /** Shared by the rows of one list: the arrow keys go from one to the next. */
  name: string
  chosen: boolean
  onChoose: () => void
  /** What is chosen is kept in sight, also when it was not chosen here. */
  inSight?: boolean
  className: string
  children: ReactNode
}

/** A row that is chosen as one of a list. */
export function ChoiceRow({ name, chosen, onChoose, inSight = false, className, children }: ChoiceRowProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (chosen && inSight) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen, inSight])
  return (
    <li ref={row}>
      <label className={className}>
        <input className="vh" type="radio" name={name} checked={chosen} onChange={onChoose} />
        {children}
      </label>
    </li>
  )
}
