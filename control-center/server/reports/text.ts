const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** What people typed, as text of an HTML document. */
export const text = (value: string | number): string =>
  String(value).replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
