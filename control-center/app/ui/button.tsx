import { type ButtonHTMLAttributes, forwardRef } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { Kbd } from './kbd.tsx'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `go` is green and means heal, nothing else. */
  look?: 'plain' | 'pri' | 'go' | 'dang' | 'quiet'
  small?: boolean
  icon?: IconName
  /** The key that does the same, printed on the button. */
  hint?: string
  /** While the action runs: the button keeps its place and focus and does nothing. */
  busy?: boolean
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { look = 'plain', small, icon, hint, busy, className = '', children, onClick, ...rest },
  ref,
) {
  const classes = ['btn', look === 'plain' ? '' : look, small ? 'sm' : '', busy ? 'is-busy' : '', className]
  return (
    <button
      ref={ref}
      type="button"
      className={classes.filter(Boolean).join(' ')}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
      {...rest}
    >
      {busy ? <Icon name="busy" /> : icon && <Icon name={icon} />}
      {children}
      {hint && !busy && <Kbd>{hint}</Kbd>}
    </button>
  )
})
