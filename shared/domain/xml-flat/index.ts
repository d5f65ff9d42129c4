export { type FlatXml, parseFlatXml, type XmlProblem } from './parse'
export { writeFlatXml } from './write'
