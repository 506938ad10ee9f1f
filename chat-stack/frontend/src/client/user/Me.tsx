import { type FormEvent, useState } from 'react'
import { Dialog } from '../shell/Dialog.tsx'
import { initials, maxNameLength, type User } from './user.ts'

/** Who asks, and a way to change the name. */
export function Me({ user, onRename }: { user: User; onRename: (name: string) => void }) {
  const [editing, setEditing] = useState(false)
  return (
    <>
      <button type="button" className="me" onClick={() => setEditing(true)} title="Change your name">
        <span className="avatar" aria-hidden="true">
          {initials(user.name)}
        </span>
        <span className="cut">{user.name}</span>
        <span className="vh">, change your name</span>
      </button>
      {editing && <NameDialog name={user.name} onSave={onRename} onClose={() => setEditing(false)} />}
    </>
  )
}

function NameDialog({ name, onSave, onClose }: { name: string; onSave: (name: string) => void; onClose: () => void }) {
  const [text, setText] = useState(name)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onSave(text.trim())
    onClose()
  }
  return (
    <Dialog label="Your name" className="dialog" onClose={onClose}>
      <form onSubmit={save}>
        <h2>Your name</h2>
        <label>
          How the shop addresses you
          <input
            value={text}
            maxLength={maxNameLength}
            required
            onFocus={event => event.target.select()}
            onChange={event => setText(event.target.value)}
          />
        </label>
        <div className="buttons">
          <button type="submit" className="button primary">
            Save
          </button>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
