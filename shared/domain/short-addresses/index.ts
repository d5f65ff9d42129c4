export { parseAnswerPath, readAnswer } from './answer-path'
export {
  checkTemplate,
  codeOfAddress,
  fillTemplate,
  type Placeholder,
  placeholdersOf,
  secretsOf,
  type TemplateName,
  templateNames,
  type TemplatePlace,
  type TemplateProblem,
  type TemplateValues,
} from './template'
