import { forwardRef, type ReactNode } from 'react'
import { useWatchedCard } from '../features/guide/watch-context.tsx'

interface CardProps {
  title: string
  /** A few words beside the title: whose it is, since when, how many. */
  sub?: ReactNode
  /** At the right end of the title's line. */
  end?: ReactNode
  className?: string
  /** Scrolls on its own, so it has to be reachable without a mouse. */
  scrolls?: boolean
  /** The guide points here: outlined, with these words on the edge. */
  watch?: string | null
  children: ReactNode
}

/** A widget. It takes the focus only when something sends it there. */
export const Card = forwardRef<HTMLElement, CardProps>(function Card(
  { title, sub, end, className = '', scrolls = false, watch: asPlace = null, children },
  ref,
) {
  const asCard = useWatchedCard(title)
  const watch = asPlace ?? asCard
  return (
    <section
      ref={ref}
      tabIndex={scrolls ? 0 : -1}
      aria-label={title}
      className={`card ${watch ? 'watch' : ''} ${className}`}
      data-watch={watch ?? undefined}
    >
      <header>
        <h2 title={title}>{title}</h2>
        {sub && <span className="dim cut">{sub}</span>}
        {end && <span className="end">{end}</span>}
      </header>
      {children}
    </section>
  )
})
