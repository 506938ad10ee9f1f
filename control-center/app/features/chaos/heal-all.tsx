import { Button } from '../../ui/button.tsx'
import { useKey } from '../keys/keys-context.tsx'
import { useHealAll } from './use-chaos.ts'

/** The way back to green, from anywhere, with one key. */
export function HealAll() {
  const heal = useHealAll()
  useKey('heal-all', () => heal.isPending || heal.mutate())
  return (
    <Button look="go" icon="undo" hint="H" className="heal-all" busy={heal.isPending} onClick={() => heal.mutate()}>
      {heal.isPending ? 'Healing' : 'Heal all'}
    </Button>
  )
}
