/** What a colour means: done = green, attention = amber, failed = red, info = blue-grey, accent = action. */
export type Tone = 'neutral' | 'info' | 'accent' | 'done' | 'attention' | 'failed'
