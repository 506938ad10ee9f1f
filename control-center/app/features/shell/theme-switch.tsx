import { Icon } from '../../ui/icon.tsx'
import { usePrefs } from '../prefs/prefs-context.tsx'

/** Dark for a dark room, light for a bright one. */
export function ThemeSwitch() {
  const { prefs, setPrefs } = usePrefs()
  const other = prefs.theme === 'dark' ? 'light' : 'dark'
  return (
    <button
      type="button"
      className="btn quiet sm theme"
      aria-label={`Use the ${other} theme`}
      title={`Use the ${other} theme`}
      onClick={() => setPrefs({ theme: other })}
    >
      <Icon name={other === 'light' ? 'sun' : 'moon'} />
    </button>
  )
}
