import { mergeTexts, type Texts } from '../merge'

const areas: Record<string, Texts> = import.meta.glob('./*.json', { eager: true, import: 'default' })

export default mergeTexts(Object.values(areas))
