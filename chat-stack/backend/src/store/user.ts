/** Who asks; every request without an id is the guest. */
export interface User {
  id: string
  name: string | undefined
}
