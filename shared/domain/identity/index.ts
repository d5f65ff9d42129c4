export {
  asUsed,
  type Condition,
  type ConditionKey,
  conditionKeys,
  conditionsOf,
  type ConditionState,
  type Expectation,
  type FaceAnswer,
  type FaceInterface,
  type Judgement,
  verdictOf,
} from './conditions'
export {
  dayOfNumber,
  defaultIdentityLimits,
  type IdentityLimitKey,
  identityLimitKeys,
  type IdentityLimitValues,
  identityLimitValues,
} from './limits'
export { maskName, maskNumber, maskOpenid, type MaskStyle } from './mask'
export { normalName } from './name'
export {
  checkCharacter,
  checkNumber,
  holdsIdentityNumber,
  looksLikeIdentityNumber,
  normalNumber,
  type NumberFindings,
  type NumberProblem,
  type NumberProblemCode,
} from './number'
export { type AnswerNotice, type AnswerReading, plainWhole, readAnswer } from './read-answer'
