/** The evaluation that is what a person thinks of a reply: 1 or -1, 0 when it was taken back. */
export const FEEDBACK = 'user_feedback'
