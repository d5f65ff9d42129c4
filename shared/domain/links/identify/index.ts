export { type QueryDoubt, queryDoubts } from './doubts'
export { type FoundChange, foundChanges, type FoundLinks, findLinks } from './find-links'
export { type OtherThing, otherThings, parseShortLink, parseUrlLink, type ReadLink, readLink, type ReadNotice, type ReadProblem, writeShortLink } from './read-link'
export { looksRound } from './round-code'
