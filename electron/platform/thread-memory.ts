/**
 * How a thread of the program uses memory. Each has a heap of its own, and V8 lets the young part of each grow to tens of
 * megabytes before it looks at it: with a dozen threads that is most of the program's memory, for nothing.
 */
export const threadMemory = { maxYoungGenerationSizeMb: 4 } as const
