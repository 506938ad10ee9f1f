import { meaningfulWords, tokenize } from './words.ts'

export type SmallTalk = 'greeting' | 'thanks' | 'goodbye' | 'identity' | 'wellbeing' | 'help' | 'joke'

/** Asked about the assistant itself: recognised whatever else the sentence says. */
const ABOUT_ME: ReadonlyArray<readonly [SmallTalk, RegExp]> = [
  ['identity', /\b(who|what) (exactly )?(are|r) you\b|\bwho am i (talking|speaking|chatting) (to|with)\b/],
  [
    'identity',
    /\bare you (a |an |the )?(real|human|person|robot|bot|machine|ai|chatgpt|gpt|llm|language model|someone)/,
  ],
  [
    'identity',
    /\bwh(at|ich) (ai |language |llm |openai )?model (are you|is this|do you)|\bwhat is your name\b|\bwhats your name\b/,
  ],
  ['identity', /\b(who|what company) (made|built|trained|created) you\b/],
  [
    'help',
    /\bwhat (can|could|do) you (do|help|know|answer)\b|\bhow can you help\b|\bwhat can i ask\b|\bcan you help( me)?$/,
  ],
  ['wellbeing', /\bhow are you\b|\bhow is it going\b|\bhows it going\b|\bhow do you do\b|\bwhats up\b/],
  ['joke', /\b(tell|know|have).*\b(joke|something funny)\b/],
]

/** Courtesies: they are the whole message, or they are left aside. */
const COURTESY: ReadonlyArray<readonly [SmallTalk, RegExp]> = [
  ['goodbye', /\b(bye|goodbye|see you|good night|farewell)\b/],
  ['thanks', /\b(thanks|thank you|thx|cheers|much appreciated|that helped|perfect|great|wonderful|lovely|awesome)\b/],
  ['greeting', /^(hi|hello|hey|hiya|good (morning|day|afternoon|evening)|greetings|moin|servus|hallo)\b/],
]

const COURTEOUS_WORDS = new Set(
  meaningfulWords(
    `bye goodbye night farewell thx cheers appreciated helped perfect great wonderful lovely awesome hiya morning day
    afternoon evening greetings moin servus hallo fernway nice cool super everyone lot`,
  ),
)

/** What kind of small talk a message is; nothing when it asks something. */
export function smallTalk(text: string): SmallTalk | undefined {
  const plain = tokenize(text).join(' ')
  const aboutMe = ABOUT_ME.find(([, pattern]) => pattern.test(plain))
  if (aboutMe) return aboutMe[0]
  if (meaningfulWords(text).some(word => !COURTEOUS_WORDS.has(word))) return undefined
  return COURTESY.find(([, pattern]) => pattern.test(plain))?.[0]
}
