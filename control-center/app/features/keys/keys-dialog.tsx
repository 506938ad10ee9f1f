import { Kbd } from '../../ui/kbd.tsx'
import { Modal } from '../../ui/modal.tsx'
import { usePrefs } from '../prefs/prefs-context.tsx'
import { KEYMAP } from './keymap.ts'

interface KeysDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The one table of keys, and the switch that turns single letters off. */
export default function KeysDialog({ open, onOpenChange }: KeysDialogProps) {
  const { prefs, setPrefs } = usePrefs()
  return (
    <Modal open={open} onOpenChange={onOpenChange} title="All keys" sub="silent inside text fields">
      <table className="tbl">
        <tbody>
          {KEYMAP.map(entry => (
            <tr key={entry.does}>
              <td>
                <span className="row">
                  <span className="vh">{entry.keys.join(', ')}</span>
                  {entry.keys.map(key => (
                    <Kbd key={key} always>
                      {key}
                    </Kbd>
                  ))}
                </span>
              </td>
              <td className="mid wrap">{entry.does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="row mt-3 text-sm">
        <input type="checkbox" checked={prefs.keys} onChange={event => setPrefs({ keys: event.target.checked })} />
        Single letters act, and are printed on their controls
      </label>
    </Modal>
  )
}
