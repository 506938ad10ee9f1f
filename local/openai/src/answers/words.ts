import { stemmer } from 'stemmer'

/** Words that every question has: they say nothing of what it is about. */
const COMMON = new Set(
  `a about above after again all also always am an and any anything are as at be because been before being best but by
  can could did do does doing don down else ever every for from get gets give go goes going good got had has have
  having he hello help her hey hi him his how i if in into is isn it its just keep know let like ll lot made make makes
  many maybe me mean means more most must my myself need needs never new no nor not now of off often ok okay on
  once one only or other our out over own plant plants please put quite rather really right said same say see she should
  so some something still such sure take tell than thank thanks that the their them then there these they thing things
  think this those though through to too try under until up us use used using ve very want wants was way we well were
  what when where which while who why will with without work would yes yet you your yours re honestly actually moved
  lately recently since today bit little kind kinds dear`.split(/\s+/),
)

/** The words of a text that carry its meaning, by their stems, in order. Numbers (orders, dates) carry none here. */
export function meaningfulWords(text: string): string[] {
  return tokenize(text)
    .filter(word => !COMMON.has(word) && word.length > 1 && !/^\d+$/.test(word))
    .map(word => stemmer(word))
}

/** Lower-case words without accents and possessives. */
export function tokenize(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’']s\b/g, '')
    .replace(/[’']/g, '')
  return plain.match(/[\p{L}\p{N}]+/gu) ?? []
}
