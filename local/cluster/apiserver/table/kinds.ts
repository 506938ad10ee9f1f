import type { Column } from './table.ts'

export const columnsByStorage: Record<string, Column[]> = {}
